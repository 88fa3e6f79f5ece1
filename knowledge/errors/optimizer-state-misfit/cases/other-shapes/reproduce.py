import io

import torch
from torch import nn


def build(classes):
    return nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, classes))


def train(model, optimizer, labels):
    for _ in range(3):
        loss = nn.functional.cross_entropy(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


x = torch.randn(32, 4)
model = build(classes=3)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
train(model, optimizer, torch.randint(3, (32,)))
file = io.BytesIO()  # a file in memory
torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, file)

file.seek(0)
checkpoint = torch.load(file)
labels = torch.randint(5, (32,))
model = build(classes=5)
model.load_state_dict({name: t for name, t in checkpoint["model"].items() if name.startswith("0.")}, strict=False)
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
optimizer.load_state_dict(checkpoint["optimizer"])
train(model, optimizer, labels)
