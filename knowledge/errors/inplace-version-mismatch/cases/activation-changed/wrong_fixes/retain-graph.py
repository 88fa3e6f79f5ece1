import torch
from torch import nn
from torch.nn.functional import mse_loss


class ResidualBlock(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.first, self.second = nn.Linear(size, size), nn.Linear(size, size)

    def forward(self, x):
        out = torch.relu(self.first(x))
        out = torch.relu(self.second(out))
        out += x
        return out


model = nn.Sequential(nn.Linear(4, 8), ResidualBlock(8), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = mse_loss(model(x), y)
    loss.backward(retain_graph=True)
    optimizer.step()
    print(step, loss.item())
