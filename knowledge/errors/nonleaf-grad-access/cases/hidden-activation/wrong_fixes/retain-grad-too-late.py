import torch
from torch import nn

encoder, decoder = nn.Linear(4, 3), nn.Linear(3, 1)
x, y = torch.randn(8, 4), torch.randn(8, 1)
hidden = torch.tanh(encoder(x))
loss = ((decoder(hidden) - y) ** 2).mean()
loss.backward()
hidden.retain_grad()
print(hidden.grad)
