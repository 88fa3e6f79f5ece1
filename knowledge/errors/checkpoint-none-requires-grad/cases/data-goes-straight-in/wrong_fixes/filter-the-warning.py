import warnings

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv1d(1, 4, 3), nn.ReLU(), nn.Conv1d(4, 4, 3), nn.ReLU(), nn.Flatten())
        self.head = nn.Linear(16, 1)

    def forward(self, images):
        features = checkpoint(self.stem, images, use_reentrant=True)
        return self.head(features)


warnings.filterwarnings("ignore", message="None of the inputs have requires_grad")
model = Network()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
images, targets = torch.randn(8, 1, 8), torch.randn(8, 1)
for step in range(5):
    optimizer.zero_grad()
    loss = ((model(images) - targets) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
