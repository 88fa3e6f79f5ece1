import torch
from torch.nn import functional as F

values = torch.tensor([2.0, 1.0, 2.0, 2.0])
place = torch.zeros(4, dtype=torch.long)


def gradient(function, values=values):
    x = values.clone().requires_grad_()
    return torch.autograd.grad(function(x).sum(), x)[0]


# Even shares.
even = {
    "amax": lambda x: x.amax(),
    "amin": lambda x: (-x).amin().neg(),
    "max()": lambda x: x.max(),
    "min()": lambda x: (-x).min().neg(),
    "median()": lambda x: x.median(),
    "scatter_reduce": lambda x: torch.zeros(1).scatter_reduce(0, place, x, "amax", include_self=False),
    "infinity norm": lambda x: torch.linalg.vector_norm(x, float("inf")),
}
for function in even.values():
    assert torch.allclose(gradient(function), torch.tensor([1.0, 0.0, 1.0, 1.0]) / 3)

# One element gets it: that of the index that is returned.
one = {
    "max": lambda x: x.max(dim=0),
    "min": lambda x: (-x).min(dim=0),
    "median": lambda x: x.median(dim=0),
    "topk": lambda x: x.topk(1),
    "sort": lambda x: torch.sort(x, descending=True),
    "kthvalue": lambda x: x.kthvalue(3),
    "mode": lambda x: x.mode(dim=0),
    "cummax": lambda x: x.cummax(dim=0),
}
for name, function in one.items():
    position = -1 if name == "cummax" else 0  # cummax has an index for each prefix; the last one is of all
    index = function(values).indices.reshape(-1)[position]
    found = gradient(lambda x, function=function, position=position: function(x).values.reshape(-1)[position])
    print(f"{name:8} returns index {index.item()}, gradient {found.abs().tolist()}")
    assert torch.equal(found.abs(), F.one_hot(index, 4).float())
pooled, index = F.max_pool1d(values[None], 4, return_indices=True)
assert gradient(lambda x: F.max_pool1d(x[None], 4))[index.item()] == 1

# Of two tensors.
a, b, c = (torch.tensor(2.0, requires_grad=True) for _ in range(3))
for function in (torch.maximum, torch.minimum, torch.max):
    assert [share.item() for share in torch.autograd.grad(function(a, b), (a, b))] == [0.5, 0.5]
for result in (torch.fmax(a, b), a.clamp(min=b)):
    assert [share.item() for share in torch.autograd.grad(result, (a, b))] == [1.0, 0.0]
assert max(a, b) is a
nested = torch.autograd.grad(torch.maximum(torch.maximum(a, b), c), (a, b, c))
assert [share.item() for share in nested] == [0.25, 0.25, 0.5]
thirds = torch.autograd.grad(torch.stack([a, b, c]).amax(0), (a, b, c))
assert torch.allclose(torch.stack(thirds), torch.full((3,), 1 / 3))

# The median of an even number of elements.
numbers = torch.tensor([1.0, 5.0, 3.0, 2.0])
assert numbers.median() == 2 and gradient(torch.median, numbers).tolist() == [0.0, 0.0, 0.0, 1.0]
middle = gradient(lambda x: x.quantile(0.5), numbers)
assert numbers.quantile(0.5) == 2.5 and middle.tolist() == [0.0, 0.0, 0.5, 0.5]

# How often rows of random numbers have two maxima.
torch.manual_seed(0)
rows = torch.randn(10000, 1024)
ties = {}
for dtype in (torch.float32, torch.bfloat16):
    rounded = rows.to(dtype)
    ties[dtype] = ((rounded == rounded.amax(dim=1, keepdim=True)).sum(dim=1) > 1).float().mean().item()
    print(f"{dtype}: {100 * ties[dtype]:.1f} % of the rows")
assert ties[torch.float32] < 0.001 and 0.01 < ties[torch.bfloat16] < 0.03

# A window of zeros after ReLU: pooling sends a gradient, ReLU stops it.
images = torch.randn(8, 4, 16, 16, requires_grad=True)
active = torch.relu(images)
active.retain_grad()
pooled = F.max_pool2d(active, 2)
pooled.sum().backward()
empty = (pooled == 0).sum().item()
print("windows of zeros:", empty)
assert empty > 0
assert active.grad.sum() == pooled.numel()
assert images.grad.sum() == pooled.numel() - empty

# gradcheck at a tie.
two, three = torch.tensor([2.0, 2.0, 1.0]).double(), torch.tensor([2.0, 2.0, 2.0]).double()


def passes(function, values):
    return torch.autograd.gradcheck(function, values.clone().requires_grad_(), raise_exception=False)


assert passes(torch.amax, two) and not passes(torch.amax, three)
assert not passes(lambda x: x.max(dim=0).values, two)
assert passes(lambda x: x.max(dim=0).values, torch.tensor([2.0, 3.0, 1.0]).double())
