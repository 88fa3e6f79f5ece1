import torch
from torch import nn


class Detector(nn.Module):
    """As a library has it, written before torch 2.4."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))

    @torch.cuda.amp.autocast(enabled=torch.cuda.is_available())
    def forward(self, x):
        return self.body(x)


model = Detector()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(64, 8), torch.randn(64, 1)
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
