import numpy as np
import torch
from torch import nn
from torch.autograd.function import Function, once_differentiable

frequencies = np.array([1, 2, 4], dtype=np.float32)


class Encoding(Function):
    @staticmethod
    def forward(ctx, points):
        ctx.save_for_backward(points)
        return torch.from_numpy(np.sin(points.detach().numpy()[:, :, None] * frequencies)).flatten(1)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        (points,) = ctx.saved_tensors
        slope = frequencies * np.cos(points.detach().numpy()[:, :, None] * frequencies)
        return torch.from_numpy((grad_output.detach().numpy().reshape(slope.shape) * slope).sum(2))


field = nn.Sequential(nn.Linear(9, 32), nn.Softplus(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(field.parameters(), lr=1e-2)
points = (2 * torch.rand(64, 3) - 1).requires_grad_()
target = points.detach().norm(dim=1) - 0.5
for step in range(3):
    optimizer.zero_grad()
    output = field(Encoding.apply(points)).squeeze(1)
    (normal,) = torch.autograd.grad(output.sum(), points, retain_graph=True)
    eikonal = ((normal.norm(dim=1) - 1) ** 2).mean()
    loss = (output - target).abs().mean() + eikonal
    loss.backward()
    optimizer.step()
    print(step, loss.item(), eikonal.item())
