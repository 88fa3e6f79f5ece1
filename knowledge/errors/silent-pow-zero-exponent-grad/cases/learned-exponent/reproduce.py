import torch
from torch import nn


class PowerModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.center = nn.Parameter(torch.zeros(3))
        self.exponent = nn.Parameter(torch.tensor(2.0))
        self.mix = nn.Linear(3, 1)

    def forward(self, x):
        return self.mix((x - self.center) ** self.exponent)


model = PowerModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
x = torch.randn(64, 3)
y = ((x - 0.3).abs() ** 1.5).sum(1, keepdim=True)
for epoch in range(60):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item(), model.exponent.item())
