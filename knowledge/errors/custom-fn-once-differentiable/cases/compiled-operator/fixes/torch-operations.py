import numpy as np
import torch
from torch import nn

frequencies = np.array([1, 2, 4], dtype=np.float32)


def encode(points):
    return torch.sin(points[:, :, None] * torch.from_numpy(frequencies)).flatten(1)


field = nn.Sequential(nn.Linear(9, 32), nn.Softplus(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(field.parameters(), lr=1e-2)
points = (2 * torch.rand(64, 3) - 1).requires_grad_()
target = points.detach().norm(dim=1) - 0.5
for step in range(3):
    optimizer.zero_grad()
    output = field(encode(points)).squeeze(1)
    (normal,) = torch.autograd.grad(output.sum(), points, create_graph=True)
    eikonal = ((normal.norm(dim=1) - 1) ** 2).mean()
    loss = (output - target).abs().mean() + eikonal
    loss.backward()
    optimizer.step()
    print(step, loss.item(), eikonal.item())
