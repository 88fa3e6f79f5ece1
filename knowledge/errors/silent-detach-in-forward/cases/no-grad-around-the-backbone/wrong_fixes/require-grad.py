import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 4))
        self.head = nn.Linear(4, 1)

    def forward(self, x):
        with torch.no_grad():
            features = self.backbone(x)
        return self.head(torch.tanh(features))


model = Model()
model.backbone.requires_grad_(True)
groups = [{"params": model.backbone.parameters(), "lr": 0.01}, {"params": model.head.parameters()}]
optimizer = torch.optim.SGD(groups, lr=0.1)
x, y = torch.randn(32, 6), torch.randn(32, 1)
start = model.backbone[0].weight.detach().clone()
for step in range(5):
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("moved by", (model.backbone[0].weight - start).abs().max().item())
