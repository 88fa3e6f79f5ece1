import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Pyramid(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.stages = nn.ModuleList(nn.Conv2d(channels, channels, 3, padding=1) for _ in range(3))

    def forward(self, image):
        features = []
        for stage in self.stages:
            image = torch.relu(stage(image))
            features.append(image.mean(dim=(2, 3)))
            image = nn.functional.avg_pool2d(image, 2)
        return tuple(features)


model = nn.ModuleList([nn.Conv2d(3, 8, 3, padding=1), Pyramid(8), nn.Linear(24, 5)])
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 3, 16, 16), torch.randint(5, (16,))
for step in range(5):
    features = checkpoint(model[1], model[0](x), use_reentrant=True)
    loss = nn.functional.cross_entropy(model[2](torch.cat(features, dim=1)), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
