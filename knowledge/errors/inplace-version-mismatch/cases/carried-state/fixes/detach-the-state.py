import torch
from torch import nn

cell = nn.RNNCell(2, 3)
optimizer = torch.optim.SGD(cell.parameters(), lr=0.1)
inputs, targets = torch.randn(4, 4, 2), torch.randn(4, 4, 3)
hidden = torch.zeros(4, 3)
for x, y in zip(inputs, targets):
    optimizer.zero_grad()
    hidden = cell(x, hidden.detach())
    loss = ((hidden - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(loss.item())
