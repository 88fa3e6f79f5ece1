import torch
from torch import nn


def bilinear(features, points):
    """Sample features (channels, height, width) at points (N, 2) from -1 to 1; corners are aligned."""
    limits = torch.tensor([features.shape[2], features.shape[1]], device=points.device) - 1
    position = (points + 1) / 2 * limits
    corner = position.detach().long().clamp(min=0).minimum(limits - 1)
    (column, row), (right, down) = corner.unbind(dim=1), (position - corner).unbind(dim=1)
    upper = features[:, row, column] * (1 - right) + features[:, row, column + 1] * right
    lower = features[:, row + 1, column] * (1 - right) + features[:, row + 1, column + 1] * right
    return upper * (1 - down) + lower * down


class DistanceField(nn.Module):
    def __init__(self, cells=8):
        super().__init__()
        self.features = nn.Parameter(0.1 * torch.randn(1, 4, cells, cells))
        self.head = nn.Sequential(nn.Linear(4, 16), nn.Softplus(), nn.Linear(16, 1))

    def forward(self, points):
        sampled = bilinear(self.features[0], points)
        return self.head(sampled.T)


field = DistanceField()
optimizer = torch.optim.Adam(field.parameters(), lr=1e-2)
points = (1.8 * torch.rand(64, 2) - 0.9).requires_grad_()
for step in range(3):
    optimizer.zero_grad()
    distance = field(points)
    (gradient,) = torch.autograd.grad(distance.sum(), points, create_graph=True)
    loss = ((gradient.norm(dim=1) - 1) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
