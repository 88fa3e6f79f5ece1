import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.layer = nn.Linear(1, 1)
        self.factor = factor

    def forward(self, x):
        return self.layer(x) * self.factor


def step(factor):
    torch.manual_seed(0)
    module = Scale(factor)
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    module(torch.ones(1)).sum().backward()
    optimizer.step()
    registered = "factor" in dict(module.named_parameters())
    print(f"{type(factor).__name__:9}  registered {registered!s:5}  has .grad {factor.grad is not None}", end="  ")
    print("moved", factor.item() != 1.0)
    return registered, factor.item() != 1.0


plain = torch.ones(1, requires_grad=True)
assert step(plain) == (False, False)
assert plain.grad is not None
assert step(nn.Parameter(torch.ones(1))) == (True, True)
