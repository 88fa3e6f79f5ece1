import torch
from torch import nn
from torch.func import vmap

model = nn.Linear(6, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, y = torch.randn(32, 6), torch.randint(3, (32,))


def sample_loss(logits, label, smoothing):
    log_probabilities = logits.log_softmax(dim=0)
    return -(1 - smoothing) * log_probabilities.gather(0, label[None])[0] - smoothing * log_probabilities.mean()


for step in range(3):
    optimizer.zero_grad()
    losses = vmap(sample_loss)(model(x), y, 0.1)
    losses.mean().backward()
    optimizer.step()
    print(step, losses.mean().item())
