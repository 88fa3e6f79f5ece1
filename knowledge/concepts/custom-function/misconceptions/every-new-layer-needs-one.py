import torch
from torch import nn
from torch.autograd import gradcheck


def swish(x, beta):
    """A new activation, from operations that autograd knows."""
    return x * torch.sigmoid(beta * x)


class Swish(nn.Module):
    def __init__(self):
        super().__init__()
        self.beta = nn.Parameter(torch.ones(1, dtype=torch.float64))

    def forward(self, x):
        return swish(x, self.beta)


layer = Swish()
x = torch.tensor([-1.0, 0.5, 2.0], dtype=torch.float64, requires_grad=True)
assert gradcheck(swish, (x, layer.beta))
layer(x).sum().backward()
print("x.grad   ", [round(value, 4) for value in x.grad.tolist()])
print("beta.grad", [round(value, 4) for value in layer.beta.grad.tolist()])
assert x.grad is not None and layer.beta.grad is not None
print("gradcheck passed, and no backward was written")
