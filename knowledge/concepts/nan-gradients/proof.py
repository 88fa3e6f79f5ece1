import warnings

import torch
from torch.nn import functional as F

warnings.simplefilter("ignore")  # anomaly mode warns that it is slow


def gradient(function, *values):
    x = torch.tensor(values, requires_grad=True)
    y = function(x)
    y.sum().backward()
    return y, x.grad


# The length of a difference, when prediction and target agree. The value is right and the gradient is not a number.
def length(x):
    return (x**2).sum().sqrt()


y, found = gradient(length, 0.0, 0.0)
print("length:   value", y.item(), " gradient", found.tolist())
assert y.item() == 0.0 and found.isnan().all()

# Step by step: sqrt multiplies by 1 / (2 * sqrt(0)) = inf, the square by 2 * 0 = 0, and inf * 0 is NaN.
x = torch.zeros(2, requires_grad=True)
squares = (x**2).sum()
squares.retain_grad()
squares.sqrt().backward()
print("at sqrt:  gradient", squares.grad.item(), " at x:", x.grad.tolist())
assert squares.grad.item() == float("inf") and x.grad.isnan().all()

# Anomaly mode stops at the first node that returns NaN and shows where its operation was called.
with torch.autograd.set_detect_anomaly(True):
    try:
        gradient(length, 0.0, 0.0)
    except RuntimeError as error:
        print("anomaly: ", error)
        assert "Pow" in str(error)
    else:
        raise AssertionError("anomaly mode let it pass")

# A hook on an intermediate tensor sees inf as well; after backward(), look at every parameter.
seen = {}
x = torch.zeros(2, requires_grad=True)
squares = (x**2).sum()
squares.register_hook(lambda grad: seen.update(squares=bool(grad.isfinite().all())))
squares.sqrt().backward()
print("hook:     finite", seen)
assert seen == {"squares": False}
assert [name for name, tensor in {"x": x}.items() if not tensor.grad.isfinite().all()] == ["x"]

# Fix 1: the function of torch that knows the point. At 0 it takes 0, a subgradient.
_, by_norm = gradient(torch.linalg.vector_norm, 0.0, 0.0)
assert by_norm.tolist() == [0.0, 0.0]
for function in (torch.norm, torch.std, torch.abs, lambda x: torch.atan2(x[0], x[1])):
    assert gradient(function, 0.0, 0.0)[1].tolist() == [0.0, 0.0]
# Not every function does.
for function in (lambda x: torch.hypot(x[0], x[1]), lambda x: torch.xlogy(x, x)):
    assert gradient(function, 0.0, 0.0)[1].isnan().all()
assert gradient(torch.acos, 1.0)[1].isinf() and gradient(torch.std, 1.0)[1].isnan()

# Fix 2: eps inside, before the operation with the infinite derivative.
_, by_eps = gradient(lambda x: ((x**2).sum() + 1e-12).sqrt(), 0.0, 0.0)
print("fixed:    vector_norm", by_norm.tolist(), " eps inside", by_eps.tolist())
assert by_eps.tolist() == [0.0, 0.0]
away, reference = gradient(lambda x: ((x**2).sum() + 1e-12).sqrt(), 3.0, 4.0)[1], gradient(length, 3.0, 4.0)[1]
assert torch.allclose(away, reference)

# eps must exist in the dtype: in float16 1e-12 is 0.
assert torch.tensor(1e-12, dtype=torch.float16) == 0 and torch.tensor(1e-12, dtype=torch.bfloat16) > 0

# Fix 3: clamp before. Below the bound the gradient is 0: that element is not pulled back by this term.
_, by_clamp = gradient(lambda x: x.clamp(min=1e-6).log(), 0.0, 0.5)
print("fixed:    clamp, then log", by_clamp.tolist())
assert by_clamp.tolist() == [0.0, 2.0]

# Fix 4: the formula in one piece. log(softmax) underflows to log(0), log_softmax does not.
_, in_two = gradient(lambda x: torch.log(torch.softmax(x, 0))[1], 200.0, 0.0)
_, in_one = gradient(lambda x: F.log_softmax(x, 0)[1], 200.0, 0.0)
print("log(softmax)", in_two.tolist(), " log_softmax", in_one.tolist())
assert in_two.isnan().all() and in_one.tolist() == [-1.0, 1.0]
for split, joined in (
    (lambda x: torch.log(torch.sigmoid(x)), F.logsigmoid),
    (lambda x: torch.log(1 + torch.exp(-x)), lambda x: F.softplus(-x)),
):
    assert gradient(split, -200.0)[1].isnan().all()
    assert gradient(joined, -200.0)[1].isfinite().all()
by_entropy = gradient(lambda x: F.cross_entropy(x, torch.tensor(1)), 200.0, 0.0)[1]
by_binary = gradient(lambda x: F.binary_cross_entropy_with_logits(x, torch.ones(1)), -200.0)[1]
assert by_entropy.tolist() == [1.0, -1.0] and by_binary.tolist() == [-1.0]

# Finite is not yet small: the gradient of a normalised zero vector is 1 / eps.
_, of_normalize = gradient(lambda x: F.normalize(x, dim=0)[0], 0.0, 0.0)
print("F.normalize(0):", of_normalize.tolist())
assert of_normalize[0] > 1e11
_, softer = gradient(lambda x: F.normalize(x, dim=0, eps=1e-3)[0], 0.0, 0.0)
assert torch.allclose(softer, torch.tensor([1e3, 0.0]))
