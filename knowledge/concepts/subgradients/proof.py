import torch
from torch.nn import functional as F


def gradient(function, *values):
    x = torch.tensor(values, requires_grad=True)
    function(x).sum().backward()
    return x.grad


# Of the subgradients of a convex function the smallest one is taken.
for function in (F.relu, torch.abs, torch.linalg.vector_norm, lambda x: torch.where(x > 0, x, 0.0)):
    assert gradient(function, 0.0) == 0  # [^smallest]
assert gradient(lambda x: F.leaky_relu(x, 0.1), 0.0).item() == torch.tensor(0.1).item()
assert gradient(F.relu6, 6.0) == 0 and gradient(F.hardtanh, 1.0) == 0
print("relu, abs, norm at 0: 0; leaky_relu(x, 0.1): 0.1")

# clamp counts its bounds as inside; maximum and minimum halve at a tie.
assert gradient(lambda x: x.clamp(0, 6), 0.0) == 1 and gradient(lambda x: x.clamp(0, 6), 6.0) == 1  # [^clamp]
assert gradient(lambda x: torch.maximum(x, torch.zeros(1)), 0.0) == 0.5
assert gradient(lambda x: torch.minimum(x, torch.zeros(1)), 0.0) == 0.5
print("clamp at its bounds: 1; maximum at a tie: 0.5")

# Ties inside one tensor: amax and max() split, max(dim) and max_pool take one element.
assert gradient(torch.amax, 2.0, 2.0, 1.0).tolist() == [0.5, 0.5, 0.0]
assert gradient(torch.max, 2.0, 2.0, 1.0).tolist() == [0.5, 0.5, 0.0]
assert sorted(gradient(lambda x: x.max(dim=0).values, 2.0, 2.0, 1.0).tolist()) == [0.0, 0.0, 1.0]
assert sorted(gradient(lambda x: F.max_pool1d(x.view(1, 1, 3), 3), 2.0, 2.0, 1.0).tolist()) == [0.0, 0.0, 1.0]
print("tie of two: amax [0.5, 0.5], max(dim) one of them")

# Where there is no finite slope, the limit is used: inf for sqrt. Steps have the derivative 0.
assert gradient(torch.sqrt, 0.0).isinf()  # [^limit]
for step in (torch.round, torch.floor, torch.sign):
    assert gradient(step, 0.0) == 0 and gradient(step, 0.3) == 0

# Huber and smooth L1 have no kink: both pieces have the same slope where they meet.
zero = torch.zeros(1)
for loss in (F.smooth_l1_loss, F.huber_loss):
    assert torch.allclose(gradient(lambda x, loss=loss: loss(x, zero), 1.0 - 1e-6), torch.ones(1))
    assert gradient(lambda x, loss=loss: loss(x, zero), 1.0) == 1

# Finite differences at a kink take the mean of both slopes, so gradcheck fails there and nowhere else.
at, away = (torch.tensor([v], dtype=torch.float64, requires_grad=True) for v in (0.0, 0.5))
print("gradcheck of relu at 0:", torch.autograd.gradcheck(F.relu, (at,), raise_exception=False))
assert not torch.autograd.gradcheck(F.relu, (at,), raise_exception=False)
assert torch.autograd.gradcheck(F.relu, (away,))

# An L1 penalty with plain steps: the weight jumps over 0 and back, and does not stay there.
weight = torch.tensor([0.95], requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=0.1)
path = []
for _ in range(30):
    optimizer.zero_grad()
    weight.abs().sum().backward()
    optimizer.step()
    path.append(round(weight.item(), 2))
print("L1 with SGD, last steps:", path[-4:])
assert set(path[-4:]) == {0.05, -0.05}

# A proximal step (soft threshold) ends at 0 exactly.
shrunk = torch.tensor([0.95])
for _ in range(30):
    shrunk = F.softshrink(shrunk, 0.1)
assert shrunk.item() == 0.0
