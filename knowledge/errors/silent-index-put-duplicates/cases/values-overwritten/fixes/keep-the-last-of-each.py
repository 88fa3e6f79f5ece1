import torch
from torch import nn

encoder = nn.Linear(3, 4)
optimizer = torch.optim.SGD(encoder.parameters(), lr=0.2)
points, cell = torch.randn(60, 3), torch.randint(10, (60,))
wanted = torch.zeros(10, 4)
wanted[cell] = points @ torch.randn(3, 4)
for epoch in range(200):
    features = encoder(points)
    grid = torch.zeros(10, 4)
    last = torch.zeros(10, dtype=torch.long).scatter_reduce(0, cell, torch.arange(60), "amax")
    grid[cell[last]] = features[last]
    loss = nn.functional.mse_loss(grid, wanted)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
