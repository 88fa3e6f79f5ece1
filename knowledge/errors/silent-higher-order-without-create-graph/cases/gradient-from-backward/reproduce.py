import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 16), nn.Softplus(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
points = torch.randn(64, 3, requires_grad=True)
distances = points.detach().norm(dim=1, keepdim=True) - 1
for step in range(3):
    optimizer.zero_grad()
    points.grad = None
    output = model(points)
    output.sum().backward(retain_graph=True)
    eikonal = ((points.grad.norm(dim=1) - 1) ** 2).mean()
    loss = nn.functional.l1_loss(output, distances) + 0.5 * eikonal
    loss.backward()
    optimizer.step()
    print(step, loss.item(), eikonal.item())
