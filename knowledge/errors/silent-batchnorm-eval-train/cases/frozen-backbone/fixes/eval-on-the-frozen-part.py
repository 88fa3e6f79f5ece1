import torch
from torch import nn


def pretrained_backbone():
    backbone = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU())
    for _ in range(30):
        backbone(torch.randn(64, 4))
    return backbone.requires_grad_(False)


backbone = pretrained_backbone()
head = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))
model = nn.Sequential(backbone, head)
start, start_var = backbone[1].running_mean.clone(), backbone[1].running_var.clone()
optimizer = torch.optim.SGD(head.parameters(), lr=0.05)
x = 2 * torch.randn(32, 4) + 1
y = x.sum(1, keepdim=True)
model.train()
backbone.eval()
for step in range(10):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print("running mean of the frozen backbone moved by", (backbone[1].running_mean - start).abs().max().item())
