import torch
from torch.nn import functional as F


def gradient(function, *values):
    x = torch.tensor(values, requires_grad=True)
    y = function(x)
    y.sum().backward()
    return y.sum().item(), x.grad.tolist()


print("(x ** 2).sum().sqrt()    ", *gradient(lambda x: (x**2).sum().sqrt(), 0.0, 0.0))
print("the same with eps after  ", *gradient(lambda x: (x**2).sum().sqrt() + 1e-12, 0.0, 0.0))
print("the same with eps inside ", *gradient(lambda x: ((x**2).sum() + 1e-12).sqrt(), 0.0, 0.0))
print("torch.linalg.vector_norm ", *gradient(torch.linalg.vector_norm, 0.0, 0.0))

print("log(softmax(x))[1]       ", *gradient(lambda x: x.softmax(0).log()[1], 200.0, 0.0))
print("log_softmax(x)[1]        ", *gradient(lambda x: F.log_softmax(x, 0)[1], 200.0, 0.0))
