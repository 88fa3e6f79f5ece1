import torch
from torch import nn

encoder, decoder = nn.Linear(8, 3), nn.Linear(3, 8)
params = [*encoder.named_parameters(), *decoder.parameters()]
optimizer = torch.optim.SGD([p for p in params if isinstance(p, tuple)], lr=0.1)

x = torch.randn(32, 8)
for epoch in range(3):
    optimizer.zero_grad()
    loss = ((decoder(torch.tanh(encoder(x))) - x) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
