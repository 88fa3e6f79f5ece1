import torch
from torch import nn

encoder, decoder = nn.Linear(8, 3), nn.Linear(3, 8)
params = {"params": [*encoder.parameters(), *decoder.parameters()], "lr": 0.1}
optimizer = torch.optim.SGD(params)

x = torch.randn(32, 8)
for epoch in range(3):
    optimizer.zero_grad()
    loss = ((decoder(torch.tanh(encoder(x))) - x) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
