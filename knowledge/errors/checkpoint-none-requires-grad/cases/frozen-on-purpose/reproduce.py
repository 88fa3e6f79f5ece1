import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class VisionLanguage(nn.Module):
    def __init__(self):
        super().__init__()
        self.vision_tower = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 8))
        self.vision_tower.requires_grad_(False)
        self.projector = nn.Linear(8, 1)

    def forward(self, images):
        features = checkpoint(self.vision_tower, images, use_reentrant=True)
        return self.projector(features)


model = VisionLanguage()
optimizer = torch.optim.SGD(model.projector.parameters(), lr=0.1)
images, targets = torch.randn(16, 6), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = ((model(images) - targets) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
