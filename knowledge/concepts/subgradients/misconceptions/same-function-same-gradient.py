import torch
from torch.nn import functional as F

x = torch.tensor([-1.0, 0.0, 1.0], requires_grad=True)
ways = {
    "relu(x)": F.relu,
    "where(x > 0, x, 0)": lambda x: torch.where(x > 0, x, 0.0),
    "maximum(x, 0)": lambda x: torch.maximum(x, torch.zeros(3)),
    "clamp(x, min=0)": lambda x: x.clamp(min=0),
}
found = {}
for name, function in ways.items():
    y = function(x)
    assert y.tolist() == [0.0, 0.0, 1.0]
    found[name] = torch.autograd.grad(y.sum(), x)[0].tolist()
    print(f"{name:20}", found[name])
assert [gradient[1] for gradient in found.values()] == [0.0, 0.0, 0.5, 1.0]
assert all(gradient[0] == 0 and gradient[2] == 1 for gradient in found.values())
