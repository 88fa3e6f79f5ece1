import torch
from torch import nn

torch.manual_seed(0)
backbone = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.5))
head = nn.Linear(8, 1)
backbone.requires_grad_(False)
optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
x = torch.randn(32, 4) + 3


def train():
    before = backbone[1].running_mean.clone()
    for _ in range(3):
        optimizer.zero_grad()
        head(backbone(x)).square().mean().backward()
        optimizer.step()
    same_output = torch.equal(backbone(x), backbone(x))
    return (backbone[1].running_mean - before).abs().max().item(), same_output


moved, same = train()
print(f"requires_grad_(False):         running_mean moves by {moved:.2f}, the same output twice: {same}")
assert moved > 0 and not same

backbone.eval()
moved, same = train()
print(f"requires_grad_(False), eval(): running_mean moves by {moved:.2f}, the same output twice: {same}")
assert moved == 0 and same
