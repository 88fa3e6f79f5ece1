import torch


def rotate(angle, point):
    matrix = torch.zeros(2, 2)
    matrix.data[0, 0] = torch.cos(angle)
    matrix.data[0, 1] = -torch.sin(angle)
    matrix.data[1, 0] = torch.sin(angle)
    matrix.data[1, 1] = torch.cos(angle)
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
