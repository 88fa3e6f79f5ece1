import torch
from torch.func import jacfwd, jacrev

x = torch.tensor(2.0)


def under_no_grad(x):
    with torch.no_grad():
        factor = x**2
    return factor * x


def detached(x):
    return (x**2).detach() * x


for function in (under_no_grad, detached):
    forward, reverse = jacfwd(function)(x).item(), jacrev(function)(x).item()
    print(f"{function.__name__:13} jacfwd {forward}  jacrev {reverse}")
    assert (forward == reverse) == (function is detached)
