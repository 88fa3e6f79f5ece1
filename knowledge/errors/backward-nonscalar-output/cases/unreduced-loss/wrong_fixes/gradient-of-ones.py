import torch
from torch import nn

model = nn.Linear(3, 1)
criterion = nn.MSELoss(reduction="none")
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(8, 3), torch.randn(8, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward(torch.ones_like(loss))
    optimizer.step()
print(loss.mean().item())
