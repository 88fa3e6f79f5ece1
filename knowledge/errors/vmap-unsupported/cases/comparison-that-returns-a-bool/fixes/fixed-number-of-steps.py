import torch
from torch import nn
from torch.func import vmap

weight = nn.Parameter(torch.randn(6, 6) / 8)
readout = nn.Linear(6, 1)
optimizer = torch.optim.SGD([weight, *readout.parameters()], lr=0.1)
x, y = torch.randn(16, 6), torch.randn(16, 1)


def equilibrium(x):
    """The fixed point of z = tanh(W z + x)."""
    z = torch.zeros(6)
    for _ in range(100):
        new = torch.tanh(weight @ z + x)
        z = new
    return z


for step in range(3):
    optimizer.zero_grad()
    loss = ((readout(vmap(equilibrium)(x)) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
