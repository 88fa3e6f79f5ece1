import torch
from torch import nn
from torch.nn.functional import mse_loss


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell, self.head = nn.RNNCell(4, 8), nn.Linear(8, 1)


model = Tagger()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(6, 16, 4)
y = x.cumsum(0).sum(2, keepdim=True)
for epoch in range(3):
    hidden, loss = torch.zeros(16, 8), 0.0
    for inputs, targets in zip(x, y):
        hidden = model.cell(inputs, hidden)
        loss = loss + mse_loss(model.head(hidden), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
