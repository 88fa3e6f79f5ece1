import torch
from torch import nn
from torch.func import vmap

model = nn.Linear(6, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, y = torch.randn(32, 6), torch.randint(3, (32,))
decay = 0.0


def sample_loss(sample, label):
    penalty = torch.zeros(())
    if decay > 0:
        penalty = decay * model.weight.square().sum()
    return nn.functional.cross_entropy(model(sample), label), penalty


for step in range(3):
    optimizer.zero_grad()
    losses, penalty = vmap(sample_loss)(x, y)
    (losses + penalty).mean().backward()
    optimizer.step()
    print(step, losses.mean().item(), losses.max().item())
