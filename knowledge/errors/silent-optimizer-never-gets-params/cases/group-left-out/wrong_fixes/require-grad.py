import torch
from torch import nn


class Tracker(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Linear(8, 16)
        self.neck = nn.Linear(16, 16)
        self.head = nn.Linear(16, 2)

    def forward(self, x):
        return self.head(torch.tanh(self.neck(torch.tanh(self.backbone(x)))))


model = Tracker()
groups = [{"params": model.backbone.parameters(), "lr": 0.01}]
groups += [{"params": model.head.parameters()}]
model.neck.requires_grad_(True)
optimizer = torch.optim.SGD(groups, lr=0.1)

x, y = torch.randn(32, 8), torch.randint(2, (32,))
for epoch in range(5):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
