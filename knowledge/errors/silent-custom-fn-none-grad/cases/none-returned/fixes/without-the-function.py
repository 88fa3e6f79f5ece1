import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(4, 16), nn.Linear(16, 1)
        self.slope = nn.Parameter(torch.tensor(0.25))

    def forward(self, x):
        return self.last(nn.functional.prelu(self.first(x), self.slope.reshape(1)))


model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x = torch.randn(64, 4)
y = x.abs().sum(1, keepdim=True)
for epoch in range(50):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
print(loss.item(), "slope:", model.slope.item())
