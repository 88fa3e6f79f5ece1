import torch
from torch import nn
from torch.func import vmap

model = nn.Linear(6, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, y = torch.randn(32, 6), torch.randint(3, (32,))


def sample_loss(sample, label):
    logits = model(sample) / 2.0
    return nn.functional.cross_entropy(logits, label), logits, "cross-entropy"


for step in range(3):
    optimizer.zero_grad()
    losses, logits, name = vmap(sample_loss, out_dims=[0, 0, None])(x, y)
    losses.mean().backward()
    optimizer.step()
    print(step, name, losses.mean().item(), (logits.argmax(-1) == y).sum().item())
