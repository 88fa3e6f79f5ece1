import torch
from torch import nn
from torch.nn.functional import interpolate


class Field(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.grid = nn.Parameter(torch.zeros(1, 1, size))

    def upsample(self, size):
        self.grid.data = interpolate(self.grid.detach(), size, mode="linear")

    def forward(self, size):
        return interpolate(self.grid, size, mode="linear").flatten()


field = Field(size=4)
optimizer = torch.optim.Adam(field.parameters(), lr=0.1)
target = torch.sin(torch.linspace(0, 6, 64))
for step in range(40):
    if step == 20:
        field.upsample(16)
    optimizer.zero_grad()
    loss = ((field(64) - target) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
