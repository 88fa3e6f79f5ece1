import torch
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = [nn.Linear(4, 8), nn.Linear(8, 8)]
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        for block in self.blocks:
            x = torch.relu(block(x))
        return self.head(x)


model = Network()
for block in model.blocks:
    block.requires_grad_(True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for step in range(5):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
