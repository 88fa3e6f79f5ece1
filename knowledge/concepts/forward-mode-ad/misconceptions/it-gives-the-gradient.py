import torch
from torch.func import grad, jvp


def loss(w):
    return (w**3).sum()


w = torch.tensor([1.0, 2.0, 3.0])
_, along = jvp(loss, (w,), (torch.ones(3),))
print("one pass, direction [1, 1, 1]:", along.item(), " the gradient:", grad(loss)(w).tolist())
assert along.ndim == 0 and torch.isclose(along, grad(loss)(w).sum())

passes = [jvp(loss, (w,), (unit,))[1] for unit in torch.eye(3)]
print("three passes, one for each input:", torch.stack(passes).tolist())
assert torch.allclose(torch.stack(passes), grad(loss)(w))
