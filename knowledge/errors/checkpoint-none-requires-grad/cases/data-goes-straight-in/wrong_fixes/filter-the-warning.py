import warnings

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

warnings.filterwarnings("ignore", message="None of the inputs have requires_grad")


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv1d(1, 4, 3), nn.ReLU(), nn.Conv1d(4, 4, 3), nn.ReLU(), nn.Flatten())
        self.head = nn.Linear(16, 1)

    def forward(self, x):
        features = checkpoint(self.stem, x, use_reentrant=True)
        return self.head(features)


model = Network()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
signals, targets = torch.randn(8, 1, 8), torch.randn(8, 1)
start = model.stem[0].weight.detach().clone()
for step in range(5):
    optimizer.zero_grad()
    loss = ((model(signals) - targets) ** 2).mean()
    loss.backward()
    optimizer.step()
print("stem moved by", (model.stem[0].weight - start).abs().max().item())
