import warnings

import torch
from torch import nn
from torch.amp import GradScaler

model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
weight, x = model[0].weight, torch.randn(16, 4)


def backward(factor, dtype, scale=1.0):
    """The gradient of the first weight for a loss times a factor, scaled for the backward and divided after it."""
    model.zero_grad()
    with torch.autocast("cpu", dtype=dtype, enabled=dtype is not torch.float32):
        loss = factor * model(x).float().mean()
    (scale * loss).backward()
    return weight.grad / scale


# float16 ends at about 6e-8 and 65504; bfloat16 has the range of float32.
tiny, largest = 2.0**-24, torch.finfo(torch.float16).max
assert torch.tensor(tiny).half() > 0 and torch.tensor(tiny / 4).half() == 0 and largest == 65504  # [^range]
exact = backward(1e-7, torch.float32)
for dtype in (torch.float16, torch.bfloat16):
    print(dtype, "norm of the gradient:", backward(1e-7, dtype).norm().item(), "exact:", exact.norm().item())
assert not backward(1e-7, torch.float16).any()  # [^underflow]
assert (backward(1e-7, torch.float16, 65536.0) - exact).norm() < 0.01 * exact.norm()  # [^scaled]
assert (backward(1e-7, torch.bfloat16) - exact).norm() < 0.05 * exact.norm()  # [^bfloat16]

# The weights and their gradients are float32 all the time; what is between them is float16.
with torch.autocast("cpu", dtype=torch.float16):
    output = model(x)
output.float().mean().backward()
assert output.dtype is torch.float16 and weight.dtype is weight.grad.dtype is torch.float32  # [^dtypes]


# step() unscales, looks for inf, and skips; update() adapts the scale.
def one_round(scaler, optimizer, factor):
    """Whether the weight moved, and the scale afterwards."""
    before = weight.detach().clone()
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        loss = factor * model(x).float().mean()
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    return not torch.equal(before, weight), scaler.get_scale()


optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
scaler = GradScaler("cpu", growth_interval=3)
rounds = [one_round(scaler, optimizer, factor) for factor in (0.1, 1e4, 0.1, 0.1, 0.1)]
print("moved, scale:", rounds)
assert [moved for moved, _ in rounds] == [True, False, True, True, True]  # [^skipped]
assert [scale for _, scale in rounds] == [65536.0, 32768.0, 32768.0, 32768.0, 65536.0]  # [^adapts]

# A loss that is nan is so with each scale: the scale falls and nothing is trained.
scaler = GradScaler("cpu")
hopeless = [one_round(scaler, optimizer, float("nan")) for _ in range(40)]
print("after 40 rounds with a loss of nan the scale is", hopeless[-1][1])
assert not any(moved for moved, _ in hopeless) and hopeless[-1][1] < 1e-6  # [^falls]

# Gradients that are read before unscale_() are scaled; disabled, the scaler does nothing.
scaler, optimizer = GradScaler("cpu"), torch.optim.SGD(model.parameters(), lr=0.001)
optimizer.zero_grad()
scaler.scale(model(x).mean()).backward()
scaled = weight.grad.clone()
scaler.unscale_(optimizer)
assert torch.allclose(scaled, 65536 * weight.grad)  # [^read]
assert GradScaler("cpu", enabled=False).scale(torch.ones(1)) == 1  # [^disabled]

# Two losses: both are scaled by the same number, so they add up as they should.
optimizer.zero_grad()
scaler.update()
for factor in (1.0, 2.0):
    scaler.scale(factor * model(x).mean()).backward()
scaler.unscale_(optimizer)
assert torch.allclose(weight.grad, backward(3.0, torch.float32), atol=1e-6)  # [^several-losses]

# Without a GPU the default scaler is for CUDA, and disables itself.
if not torch.cuda.is_available():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert not GradScaler().is_enabled()  # [^no-gpu]
    print(caught[0].message)
