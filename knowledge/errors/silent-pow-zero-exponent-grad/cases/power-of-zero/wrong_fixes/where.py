import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 8), nn.Sigmoid())
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
noisy = torch.rand(40, 8)
noisy[:4] = 0.0
clean = noisy * torch.rand(40, 8).round()
for epoch in range(30):
    optimizer.zero_grad()
    estimate = model(noisy) * noisy
    loss = ((torch.where(estimate > 0, estimate ** 0.3, 0.0) - clean ** 0.3) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
