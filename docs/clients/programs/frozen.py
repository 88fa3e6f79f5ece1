import torch
from torch import nn

torch.manual_seed(0)
encoder, head = nn.Linear(8, 16), nn.Linear(16, 1)
optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.1)
total = 0.0
for _ in range(5):
    code = encoder(torch.randn(32, 8)).detach()
    loss = nn.functional.mse_loss(head(code), torch.randn(32, 1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    total += loss
