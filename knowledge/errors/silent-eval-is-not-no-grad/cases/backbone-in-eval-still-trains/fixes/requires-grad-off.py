import torch
from torch import nn
from torch.nn import functional as F

backbone = nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU())  # pretrained
head = nn.Linear(16, 3)
model = nn.Sequential(backbone, head)
x, y = torch.randn(64, 6), torch.randint(0, 3, (64,))

backbone.eval()
backbone.requires_grad_(False)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
pretrained = backbone[0].weight.detach().clone()

for step in range(20):
    loss = F.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item(), "backbone moved by", (backbone[0].weight - pretrained).abs().max().item())
