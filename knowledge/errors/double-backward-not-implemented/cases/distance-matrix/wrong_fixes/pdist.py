import torch
from torch import nn


class PairPotential(nn.Module):
    def __init__(self, size=8):
        super().__init__()
        self.centres = torch.linspace(0, 3, size)
        self.strength = nn.Parameter(0.3 * torch.randn(size))

    def forward(self, positions):
        distances = nn.functional.pdist(positions)
        shells = torch.exp(-((distances[..., None] - self.centres) ** 2))
        return (shells @ self.strength).sum()


model = PairPotential()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
positions = (2 * torch.rand(10, 3)).requires_grad_()
measured_forces = torch.randn(10, 3)
for step in range(3):
    optimizer.zero_grad()
    energy = model(positions)
    (gradient,) = torch.autograd.grad(energy, positions, create_graph=True)
    loss = ((-gradient - measured_forces) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
