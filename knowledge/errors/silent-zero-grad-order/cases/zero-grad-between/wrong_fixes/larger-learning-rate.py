import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=10.0)
batches = [(torch.randn(16, 4), torch.randn(16, 1)) for _ in range(5)]
for x, y in batches:
    prediction = model(x)
    loss = ((prediction - y) ** 2).mean()
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    print(loss.item())
