import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore", message="Anomaly Detection has been enabled")

model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(64, 8), torch.randint(3, (64,))


def train(steps):
    for step in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    return loss


with torch.autograd.detect_anomaly():  # the NaN of last week has been found
    loss = train(20)
print("loss", loss.item())
