import io

import torch
from torch import nn

SIZES = {"class": 5, "offset": 2, "size": 2}


class Detector(nn.Module):
    def __init__(self, names):
        super().__init__()
        self.backbone = nn.Linear(4, 8)
        self.heads = nn.ModuleDict({name: nn.Linear(8, SIZES[name]) for name in sorted(names)})

    def forward(self, x):
        features = torch.tanh(self.backbone(x))
        return {name: head(features) for name, head in self.heads.items()}


def train(model, optimizer):
    for _ in range(3):
        outputs = model(x)
        loss = sum(((outputs[name] - targets[name]) ** 2).mean() for name in SIZES)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


x = torch.randn(32, 4)
targets = {name: torch.randn(32, size) for name, size in SIZES.items()}
model = Detector(["class", "size", "offset"])  # names from a set: each run has its own order
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
train(model, optimizer)
file = io.BytesIO()  # a file in memory
torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, file)

file.seek(0)
checkpoint = torch.load(file)
resumed = Detector(["offset", "class", "size"])
optimizer = torch.optim.SGD(resumed.parameters(), lr=0.1, momentum=0.9)
resumed.load_state_dict(checkpoint["model"])
optimizer.load_state_dict(checkpoint["optimizer"])
train(resumed, optimizer)
