import torch
from torch import nn
from torch.nn.functional import grid_sample


class DistanceField(nn.Module):
    def __init__(self, cells=8):
        super().__init__()
        self.features = nn.Parameter(0.1 * torch.randn(1, 4, cells, cells))
        self.head = nn.Sequential(nn.Linear(4, 16), nn.Softplus(), nn.Linear(16, 1))

    def forward(self, points):
        sampled = grid_sample(self.features, points[None, :, None], align_corners=True)[0, :, :, 0]
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
