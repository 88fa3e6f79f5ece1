import torch
from torch import nn

net = nn.Linear(4, 8)
left, right = torch.randn(16, 4), torch.randn(16, 4)
right[5] = left[5]
difference = net(left) - net(right)
distance = difference.square().sum(dim=1).sqrt()
loss = (distance - 1).square().mean()
with torch.autograd.set_detect_anomaly(True):
    try:
        loss.backward()
    except RuntimeError as error:
        print("loss", loss.item(), "but", error)
