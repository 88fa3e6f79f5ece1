import torch
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 8)
        self.heads = nn.ModuleDict({"mean": nn.Linear(8, 1), "offset": nn.Linear(8, 1)})

    def forward(self, x):
        hidden = torch.relu(self.encoder(x))
        return self.heads["mean"](hidden) + self.heads["offset"](hidden)


model = Network()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for step in range(5):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
