import torch
from torch import nn
from torch.func import vmap

net = nn.Linear(8, 5)
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
x, y = torch.randn(16, 6, 8), torch.randint(0, 5, (16, 6))
lengths = torch.randint(1, 7, (16, 1))
y[torch.arange(6) >= lengths] = -1  # padding


def sample_loss(tokens, targets):
    mask = targets >= 0
    logits = net(tokens)
    losses = nn.functional.cross_entropy(logits, targets.clamp(min=0), reduction="none")
    return losses.masked_select(mask).mean()


for step in range(4):
    loss = vmap(sample_loss)(x, y).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
