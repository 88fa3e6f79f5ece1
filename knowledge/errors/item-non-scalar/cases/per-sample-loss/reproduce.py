import torch
from torch import nn

model = nn.Linear(4, 1)
criterion = nn.MSELoss(reduction="none")
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(8, 4), torch.randn(8, 1)
running_loss = 0.0
for step in range(3):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    running_loss += loss.item()
    loss.mean().backward()
    optimizer.step()
print(running_loss / 3)
