import io

import torch
from torch import nn


def build():
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model[2].parameters(), lr=0.01)
    return model, optimizer


def train(model, optimizer):
    for _ in range(3):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


x, y = torch.randn(32, 4), torch.randn(32, 1)
model, optimizer = build()
train(model, optimizer)
optimizer.add_param_group({"params": model[0].parameters(), "lr": 0.001})
train(model, optimizer)
file = io.BytesIO()  # a file in memory
torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, file)

file.seek(0)
checkpoint = torch.load(file)
model, optimizer = build()
model.load_state_dict(checkpoint["model"])
groups = checkpoint["optimizer"]["param_groups"]
groups[0]["params"] += groups.pop()["params"]
optimizer = torch.optim.Adam([*model[2].parameters(), *model[0].parameters()])
optimizer.load_state_dict(checkpoint["optimizer"])
train(model, optimizer)
