import torch
from torch import nn
from torch.nn import functional as F


class FocalLoss(nn.Module):
    def __init__(self, alpha=0.25, gamma=2.0):
        super().__init__()
        self.alpha, self.gamma = alpha, gamma

    def forward(self, logits, target):
        p = torch.sigmoid(logits)
        pt = p * target + (1 - p) * (1 - target)
        alpha = self.alpha * target + (1 - self.alpha) * (1 - target)
        weight = alpha * (1 - pt) ** self.gamma
        return F.binary_cross_entropy_with_logits(logits, target, weight=weight.detach())


model = nn.Linear(6, 4)
criterion = FocalLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, y = torch.randn(32, 6), (torch.rand(32, 4) > 0.8).float()

for step in range(10):
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
