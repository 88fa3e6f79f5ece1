import torch
from torch.func import jvp


def f(x):
    return torch.stack([x[0] * x[1], x[0].sin(), x[1] ** 2])


x, direction = torch.tensor([1.0, 2.0]), torch.tensor([1.0, 0.0])
value, tangent = jvp(f, (x,), (direction,))
print("f(x)          ", value)
print("along [1, 0]  ", tangent)
print("Jacobian column", torch.func.jacrev(f)(x)[:, 0])
