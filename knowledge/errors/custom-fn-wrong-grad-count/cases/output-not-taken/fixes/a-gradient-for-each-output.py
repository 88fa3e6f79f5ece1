import torch
from torch import nn


class Nearest(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        distances, index = ((a[:, None] - b) ** 2).sum(dim=-1).min(dim=1)
        ctx.save_for_backward(a, b, index)
        return distances, index

    @staticmethod
    def backward(ctx, grad_distances, grad_index):
        a, b, index = ctx.saved_tensors
        grad_a = 2 * grad_distances[:, None] * (a - b[index])
        grad_b = torch.zeros_like(b).index_add(0, index, -grad_a)
        return grad_a, grad_b


model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
noise, cloud = torch.randn(64, 2), 2 * torch.rand(48, 2)
for epoch in range(3):
    points = model(noise)
    to_cloud, _ = Nearest.apply(points, cloud)
    to_points, _ = Nearest.apply(cloud, points)
    loss = to_cloud.mean() + to_points.mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
