import torch
from torch import nn


class Potential(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 1))

    def forward(self, positions):
        positions = positions.detach().requires_grad_()
        energy = self.net(positions).sum()
        energy.backward(create_graph=True)
        forces = -positions.grad
        self.zero_grad()
        return forces


model = nn.DataParallel(Potential().cuda())
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
positions, targets = torch.randn(64, 3).cuda(), torch.randn(64, 3).cuda()
for step in range(3):
    optimizer.zero_grad()
    loss = (model(positions) - targets).square().mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
