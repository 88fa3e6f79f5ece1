import torch
from torch import nn

encoder = nn.Linear(3, 4)
optimizer = torch.optim.SGD(encoder.parameters(), lr=0.2)
points, cell = torch.randn(60, 3), torch.randint(10, (60,))
wanted = torch.zeros(10, 4)
wanted[cell] = points @ torch.randn(3, 4)
for epoch in range(200):
    features = encoder(points)
    index = cell.unsqueeze(1).expand_as(features)
    grid = torch.zeros(10, 4).scatter_reduce(0, index, features, "mean", include_self=False)
    loss = nn.functional.mse_loss(grid, wanted)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
