import torch
from torch.func import grad

x = torch.tensor([1.0, 2.0], requires_grad=True)


def f(x):
    return x.pow(3).sum()


outside = grad(f)(x)
with torch.no_grad():
    under_no_grad = grad(f)(x)
print("without:", outside.tolist(), "under no_grad:", under_no_grad.tolist())
assert torch.equal(outside, under_no_grad)
assert outside.requires_grad and not under_no_grad.requires_grad


def constant_factor(x):
    with torch.no_grad():
        square = x.square()
    return (square * x).sum()


print("no_grad inside:", grad(constant_factor)(x).tolist())
assert torch.equal(grad(constant_factor)(x), x.square())
