import io

import torch
from torch import nn


def train(model, optimizer):
    for _ in range(3):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


x, y = torch.randn(32, 4), torch.randn(32, 1)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
pretraining_loss = nn.functional.cross_entropy(model(x), torch.randint(3, (32,)))
pretraining_loss.backward()
optimizer.step()
pretrained = io.BytesIO()  # a file in memory
torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, pretrained)

pretrained.seek(0)
checkpoint = torch.load(pretrained)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1))
model[0].load_state_dict({name[2:]: t for name, t in checkpoint["model"].items() if name.startswith("0.")})
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
checkpoint["optimizer"]["param_groups"] = optimizer.state_dict()["param_groups"]
optimizer.load_state_dict(checkpoint["optimizer"])
train(model, optimizer)
