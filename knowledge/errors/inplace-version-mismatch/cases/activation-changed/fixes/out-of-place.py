import torch
from torch import nn

layer = nn.Linear(3, 3)
x = torch.randn(4, 3)

hidden = torch.exp(layer(x) * 0.5)
hidden = hidden + 1.0
loss = hidden.mean()
loss.backward()
print(layer.bias.grad)
