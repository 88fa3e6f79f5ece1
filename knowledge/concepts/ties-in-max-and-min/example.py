import torch
from torch.nn import functional as F


def gradient(function):
    x = torch.tensor([2.0, 1.0, 2.0, 2.0], requires_grad=True)
    function(x).sum().backward()
    return [round(value, 3) for value in x.grad.tolist()]


print("amax          ", gradient(lambda x: x.amax()))
print("max()         ", gradient(lambda x: x.max()))
print("max(dim=0)    ", gradient(lambda x: x.max(dim=0).values))
print("topk(1)       ", gradient(lambda x: x.topk(1).values))
print("max_pool1d    ", gradient(lambda x: F.max_pool1d(x[None], 4)))

a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)
for function in (torch.maximum, torch.fmax):
    print(f"{function.__name__:14}", [share.item() for share in torch.autograd.grad(function(a, b), (a, b))])
