import torch
from torch import nn

batch_size = 64  # it was 8
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
criterion = nn.MSELoss(reduction="sum")
x = torch.randn(512, 8)
y = x @ torch.randn(8, 1) + 0.1 * torch.randn(512, 1)

for epoch in range(5):
    for features, targets in zip(x.split(batch_size), y.split(batch_size)):
        optimizer.zero_grad()
        loss = criterion(model(features), targets)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
