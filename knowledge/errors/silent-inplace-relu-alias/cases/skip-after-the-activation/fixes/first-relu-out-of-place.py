import torch
from torch import nn


class Block(nn.Module):  # pre-activation: the skip connection passes x on as it is
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.ReLU(), nn.Linear(8, 8), nn.ReLU(inplace=True), nn.Linear(8, 8)
        )  # fmt: skip

    def forward(self, x):
        return x + self.layers(x)


model = nn.Sequential(nn.Linear(4, 8), Block(), Block(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x = torch.randn(64, 4)
y = x[:, :1] * x[:, 1:2]

for step in range(20):
    loss = ((model(x) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
