import warnings

import torch

x = torch.tensor([0.0, 4.0], requires_grad=True)


def gradient(y):
    return torch.autograd.grad(y.sum(), x)[0].tolist()


# The trap: the value is right, the gradient is not.
root = torch.sqrt(x)
y = torch.where(x > 0, root, 0.0)
assert y.tolist() == [0.0, 2.0]
into_root, at_x = torch.autograd.grad(y.sum(), [root, x])
print("value              ", y.tolist())
print("x.grad             ", at_x.tolist())
assert at_x[0].isnan() and at_x[1] == 0.25

# where() sends 0 into the branch that was not selected; there it meets the derivative inf, and 0 * inf is nan.
derivative = 1 / (2 * x.detach().sqrt())
print("arriving at sqrt(x)", into_root.tolist())
print("derivative of sqrt ", derivative.tolist())
assert into_root.tolist() == [0.0, 1.0] and derivative.tolist() == [float("inf"), 0.25]
assert torch.equal((into_root * derivative).isnan(), at_x.isnan())

# A mask after the dangerous operation is the same trap, however it is written.
mask = x > 0
late = {
    "sqrt(x) * mask": torch.sqrt(x) * mask,
    "masked_fill": torch.sqrt(x).masked_fill(~mask, 0.0),
    "sqrt(x)[mask]": torch.sqrt(x)[mask],
}
for name, result in late.items():
    assert torch.tensor(gradient(result))[0].isnan(), name
print("late masks, all nan", list(late))

# Other operations whose derivative is not finite at the edge of their domain, or that overflow.
z = torch.tensor([0.0, 1.0, 1000.0], requires_grad=True)
dangerous = {
    "log": (torch.where(z > 0, torch.log(z), 0.0), 0),
    "1 / z": (torch.where(z > 0, 1 / z, 0.0), 0),
    "z ** 0.5": (torch.where(z > 0, z**0.5, 0.0), 0),
    "acos": (torch.where(z < 1, torch.acos(z), 0.0), 1),
    "exp": (torch.where(z < 10, torch.exp(z), 0.0), 2),
}
for name, (result, place) in dangerous.items():
    assert result.isfinite().all()
    assert torch.autograd.grad(result.sum(), z)[0][place].isnan(), name
print("the same trap with ", list(dangerous))

# The remedy: make the input safe before the operation, then select again ("double where").
safe = torch.where(x > 0, x, 1.0)
y = torch.where(x > 0, torch.sqrt(safe), 0.0)
at_x = gradient(y)
print("double where       ", at_x)
assert y.tolist() == [0.0, 2.0] and at_x == [0.0, 0.25]

# Or run the operation on the selected elements only.
y = torch.zeros(2)
y[mask] = torch.sqrt(x[mask])
at_x = gradient(y)
print("sqrt(x[mask])      ", at_x)
assert y.tolist() == [0.0, 2.0] and at_x == [0.0, 0.25]

# A clamp before the operation keeps the gradient finite as well, but changes the value.
y = torch.sqrt(x.clamp(min=1e-6))
assert gradient(y) == [0.0, 0.25] and y[0] > 0

# Anomaly mode names the operation in the unselected branch, not the where().
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    try:
        with torch.autograd.detect_anomaly():
            torch.where(x > 0, torch.sqrt(x), 0.0).sum().backward()
    except RuntimeError as error:
        print("anomaly mode:", error)
        assert "Sqrt" in str(error)
    else:
        raise AssertionError("anomaly mode saw no nan")
