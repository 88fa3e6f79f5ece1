import warnings

import torch
from torch import nn

torch.manual_seed(0)
generator = nn.Linear(3, 5)
target = torch.randn(5)

# The scaled tensor is the result of an operation: the optimizer refuses it.
z = torch.randn(3, requires_grad=True) * 0.1
try:
    torch.optim.SGD([z], lr=0.1)
except ValueError as error:
    print("randn(3, requires_grad=True) * 0.1:", error)
else:
    raise AssertionError("the optimizer took a non-leaf tensor")

# One that retains its gradient is taken. Where nothing was saved (+ 1) it is even moved; the leaf before it is not.
raw = torch.zeros(3, requires_grad=True)
shifted = raw + 1
shifted.retain_grad()
optimizer = torch.optim.SGD([shifted], lr=0.1)
for _ in range(100):
    optimizer.zero_grad()
    (shifted - 3).square().sum().backward()
    optimizer.step()
print("raw + 1 that retains its gradient: moved to", shifted.tolist(), " raw", raw.tolist())
assert not shifted.is_leaf and torch.allclose(shifted, torch.tensor(3.0))
assert raw.tolist() == [0.0, 0.0, 0.0] and raw.grad is not None

# It wants a list of tensors.
try:
    torch.optim.SGD(raw, lr=0.1)
except TypeError as error:
    print("SGD(raw):", error)
else:
    raise AssertionError("the optimizer took a tensor in the place of a list")

# Compute the starting value first, then ask for gradients: a leaf. The generator is frozen, only z moves.
z = (torch.randn(3) * 0.1).requires_grad_()
generator.requires_grad_(False)
weight = generator.weight.clone()
optimizer = torch.optim.Adam([z], lr=0.05)
losses = []
for _ in range(500):
    optimizer.zero_grad()
    loss = (generator(z) - target).square().mean()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
best = torch.linalg.lstsq(generator.weight, (target - generator.bias).unsqueeze(1)).solution.squeeze(1)
print("loss", round(losses[0], 4), "->", round(losses[-1], 4), " z is the least-squares solution:", end=" ")
print(torch.allclose(z, best, atol=1e-3))
assert torch.allclose(z, best, atol=1e-3)
assert torch.equal(generator.weight, weight) and generator.weight.grad is None

# A constraint is computed from a free leaf, in every step anew.
raw = torch.zeros((), requires_grad=True)
optimizer = torch.optim.SGD([raw], lr=0.5)
for _ in range(200):
    optimizer.zero_grad()
    scale = nn.functional.softplus(raw)  # always positive, not a leaf, and never given to the optimizer
    (scale - 0.25).square().backward()
    optimizer.step()
print("positive scale", round(scale.item(), 3), "from the leaf raw", round(raw.item(), 3))
assert abs(scale.item() - 0.25) < 1e-2 and raw.item() < 0 < scale.item()

# Computed once, before the loop, its graph serves one backward.
scale = nn.functional.softplus(raw)
(scale - 0.25).square().backward()
try:
    (scale - 0.25).square().backward()
except RuntimeError as error:
    print("softplus before the loop:", str(error).split(" (")[0])
    assert "backward through the graph a second time" in str(error)
else:
    raise AssertionError("the graph served twice")

# By hand: an update in place keeps the leaf, an assignment replaces it.
w = torch.ones(2, requires_grad=True)
(w**2).sum().backward()
with torch.no_grad():
    w -= 0.1 * w.grad
assert w.is_leaf and w.requires_grad
v = torch.ones(2, requires_grad=True)
(v**2).sum().backward()
v = v - 0.1 * v.grad
(v**2).sum().backward()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    assert v.grad is None  # the name v stands for a result now
print("w -= ... in no_grad: is_leaf", w.is_leaf, "  v = v - ...: is_leaf", v.is_leaf)
assert not v.is_leaf

# A leaf that does not require grad is taken without a word, and stays where it is.
plain = torch.ones(2)
optimizer = torch.optim.SGD([plain], lr=0.1)
(plain * torch.ones(2, requires_grad=True)).sum().backward()
optimizer.step()
print("leaf without requires_grad:", plain.tolist(), "grad", plain.grad)
assert plain.tolist() == [1.0, 1.0] and plain.grad is None

# What keeps the parameter objects, the optimizer follows; new objects it does not know.
changes = {
    "layer.double()": lambda layer: layer.double(),
    "nn.init.zeros_(layer.weight)": lambda layer: nn.init.zeros_(layer.weight),
    "load_state_dict(state)": lambda layer: layer.load_state_dict(nn.Linear(3, 1).state_dict()),
    "load_state_dict(state, assign=True)": lambda layer: layer.load_state_dict(
        nn.Linear(3, 1).state_dict(), assign=True
    ),
    "layer.weight = nn.Parameter(...)": lambda layer: setattr(layer, "weight", nn.Parameter(torch.zeros(1, 3))),
}
for label, change in changes.items():
    layer = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    change(layer)
    followed = optimizer.param_groups[0]["params"][0] is layer.weight
    print(f"{label:36} still in the optimizer: {followed}")
    assert followed == ("assign" not in label and "nn.Parameter" not in label)

# add_param_group makes a new leaf known.
optimizer.add_param_group({"params": [layer.weight]})
before = layer.weight.detach().clone()
layer(torch.ones(3)).sum().backward()
optimizer.step()
assert not torch.equal(layer.weight, before)

# The parameters are converted in place, the state that Adam already keeps for them is not.
layer = nn.Linear(3, 1)
optimizer = torch.optim.Adam(layer.parameters())
layer(torch.ones(3)).sum().backward()
optimizer.step()
layer.double()
average = optimizer.state[layer.weight]["exp_avg"]
print("after layer.double(): weight", layer.weight.dtype, " exp_avg", average.dtype)
assert layer.weight.dtype == torch.float64 and average.dtype == torch.float32
