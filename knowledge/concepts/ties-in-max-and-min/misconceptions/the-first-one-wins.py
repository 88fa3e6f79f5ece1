import torch
from torch.nn import functional as F

x = torch.ones(40, requires_grad=True)
ways = {
    "max(dim=0)": lambda x: x.max(dim=0).values,
    "max_pool1d": lambda x: F.max_pool1d(x[None], 40)[0, 0],
    "sort(stable=True)": lambda x: x.sort(stable=True).values[0],
    "topk": lambda x: x.topk(1).values[0],
    "median(dim=0)": lambda x: x.median(dim=0).values,
    "kthvalue(1)": lambda x: x.kthvalue(1).values,
    "sort": lambda x: x.sort(descending=True).values[0],
}
first = []
for name, function in ways.items():
    (gradient,) = torch.autograd.grad(function(x), x)
    (index,) = gradient.nonzero().flatten().tolist()
    print(f"{name:18}", "the first" if index == 0 else "another one")
    if index == 0:
        first.append(name)
assert {"max(dim=0)", "max_pool1d", "sort(stable=True)"} <= set(first)
assert len(first) < len(ways)
