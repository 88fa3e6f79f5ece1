import io

import torch
from torch import nn
from torch.optim.lr_scheduler import StepLR


def train(model, optimizer, scheduler, epochs):
    for epoch in epochs:
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
        print(epoch, loss.item())


x, y = torch.randn(32, 4), torch.randn(32, 1)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
scheduler = StepLR(optimizer, step_size=2, gamma=0.5)
train(model, optimizer, scheduler, range(4))
file = io.BytesIO()  # a file in memory
torch.save({"epoch": 4, "model": model.state_dict(), "optimizer": optimizer.state_dict()}, file)

file.seek(0)
checkpoint = torch.load(file)
start = checkpoint["epoch"]
resumed = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
resumed.load_state_dict(checkpoint["model"])
optimizer = torch.optim.SGD(resumed.parameters(), lr=0.1, momentum=0.9)
optimizer.load_state_dict(checkpoint["optimizer"])
scheduler = StepLR(optimizer, step_size=2, gamma=0.5, last_epoch=start - 1)
train(resumed, optimizer, scheduler, range(start, 6))
