import torch
from torch.autograd import set_detect_anomaly


def inf_gradient(x):
    return x.sqrt().sum()  # x is 0: the derivative is inf, and no zero comes after it


def nan_loss(x):
    return torch.log(x - 1).sum()  # log of -1: NaN; its derivative there, 1 / -1, is finite


def inf_minus_inf_at_the_leaf(x):
    return (x.sqrt() - x.sqrt()).sum()  # the two gradients meet at the leaf


set_detect_anomaly(True)
for program in (inf_gradient, nan_loss, inf_minus_inf_at_the_leaf):
    x = torch.zeros(1, requires_grad=True)
    loss = program(x)
    loss.backward()  # raises nothing
    print(f"{program.__name__}: loss {loss.item()}, gradient {x.grad.item()}")
    assert not (loss.isfinite() and x.grad.isfinite().all())
