import torch
from torch import nn


class CenterLoss(nn.Module):
    def __init__(self, classes, size):
        super().__init__()
        self.centers = nn.Parameter(torch.randn(classes, size))

    def forward(self, features, labels):
        return ((features - self.centers[labels]) ** 2).sum(1).mean()


model, head = nn.Linear(8, 4), nn.Linear(4, 3)
center_loss = CenterLoss(classes=3, size=4)
optimizer = torch.optim.SGD([*model.parameters(), *head.parameters(), *center_loss.parameters()], lr=0.1)

x, labels = torch.randn(48, 8), torch.arange(48) % 3
for epoch in range(10):
    optimizer.zero_grad()
    features = model(x)
    loss = nn.functional.cross_entropy(head(features), labels) + 0.5 * center_loss(features, labels)
    loss.backward()
    optimizer.step()
print(loss.item())
