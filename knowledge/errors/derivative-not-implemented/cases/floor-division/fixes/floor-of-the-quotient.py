import torch
from torch import nn


class SoftQuantizer(nn.Module):
    def __init__(self, levels=8, sharpness=4.0):
        super().__init__()
        self.low = nn.Parameter(torch.tensor(-2.0))
        self.high = nn.Parameter(torch.tensor(2.0))
        self.levels, self.sharpness = levels, sharpness

    def forward(self, x):
        width = (self.high - self.low) / self.levels
        level = torch.div(x - self.low, width, rounding_mode="floor")
        centre = self.low + (level + 0.5) * width
        return centre + 0.5 * width * torch.tanh(self.sharpness * (x - centre) / width)


model = nn.Sequential(nn.Linear(4, 8), SoftQuantizer(), nn.Linear(8, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
x, y = torch.randn(32, 4), torch.randn(32, 1)
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
