import torch
from torch.nn import functional as F


def gradient(function, *values):
    x = torch.tensor(values, requires_grad=True)
    function(x).sum().backward()
    return x.grad.tolist()


print("relu(0)             ", gradient(F.relu, 0.0))
print("abs(0)              ", gradient(torch.abs, 0.0))
print("clamp(0, min=0)     ", gradient(lambda x: x.clamp(min=0), 0.0))
print("maximum(0, 0)       ", gradient(lambda x: torch.maximum(x, torch.zeros(1)), 0.0))
print("sqrt(0)             ", gradient(torch.sqrt, 0.0))
print("amax of [2, 2]      ", gradient(torch.amax, 2.0, 2.0))
print("max(dim=0) of [2, 2]", gradient(lambda x: x.max(dim=0).values, 2.0, 2.0))
