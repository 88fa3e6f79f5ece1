import torch
from torch import nn

generator, discriminator = nn.Linear(2, 4), nn.Linear(4, 1)
g_loss = -discriminator(generator(torch.randn(8, 2))).mean()
g_loss.backward()
print("generator:", generator.weight.grad is not None, " discriminator:", discriminator.weight.grad is not None)
assert generator.weight.grad is not None and discriminator.weight.grad is not None
