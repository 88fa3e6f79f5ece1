import torch
from torch.autograd.gradcheck import GradcheckError


def straight_through(x):
    return x + (torch.round(x) - x).detach()


x = torch.tensor([0.3, 1.6], dtype=torch.float64, requires_grad=True)
difference = (straight_through(x + 1e-4) - straight_through(x - 1e-4)) / 2e-4
print("finite differences:", difference.tolist())
print("straight-through:  ", torch.autograd.grad(straight_through(x).sum(), x)[0].tolist())
assert not difference.any()

try:
    torch.autograd.gradcheck(straight_through, x)
except GradcheckError as error:
    print("gradcheck:", str(error).splitlines()[0])
else:
    raise AssertionError("gradcheck passed")

# Where the estimate is zero, the loss need not be at its minimum.
w = torch.tensor(0.45, requires_grad=True)
loss = (straight_through(w) - 0.4) ** 2
print("w = 0.45, rounded 0, wanted 0.4: gradient", torch.autograd.grad(loss, w)[0].item())
w = torch.tensor(0.55, requires_grad=True)
loss = (straight_through(w) - 0.4) ** 2
print("w = 0.55, rounded 1, wanted 0.4: gradient", torch.autograd.grad(loss, w)[0].item())
