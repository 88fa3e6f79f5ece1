import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Probe(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 8))
        self.backbone.requires_grad_(False)
        self.head = nn.Linear(8, 1)

    def forward(self, images):
        features = checkpoint(self.backbone, images, use_reentrant=True)
        return self.head(features)


model = Probe()
optimizer = torch.optim.SGD(model.head.parameters(), lr=0.1)
images, targets = torch.randn(16, 6), torch.randn(16, 1)
images.requires_grad_()
for step in range(3):
    optimizer.zero_grad()
    loss = ((model(images) - targets) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
