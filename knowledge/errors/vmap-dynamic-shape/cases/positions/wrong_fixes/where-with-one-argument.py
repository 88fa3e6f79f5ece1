import torch
from torch import nn
from torch.func import vmap

net = nn.Linear(8, 6)
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
x = torch.randn(16, 8)
events = torch.rand(16, 6) < 0.4
events[:, 5] = True  # at the latest in the last interval


def sample_loss(features, happened):
    first = torch.where(happened)[0][0]
    return nn.functional.cross_entropy(net(features), first)


for step in range(4):
    loss = vmap(sample_loss)(x, events).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
