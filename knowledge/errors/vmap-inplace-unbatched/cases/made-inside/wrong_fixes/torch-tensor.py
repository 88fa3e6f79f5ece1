import torch


def rotate(angle, point):
    cos, sin = torch.cos(angle), torch.sin(angle)
    matrix = torch.tensor([[cos, -sin], [sin, cos]])
    return matrix @ point


angles = torch.zeros(16, requires_grad=True)
points, targets = torch.randn(16, 2), torch.randn(16, 2)
optimizer = torch.optim.Adam([angles], lr=0.1)
for step in range(3):
    optimizer.zero_grad()
    loss = (torch.vmap(rotate)(angles, points) - targets).square().mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
