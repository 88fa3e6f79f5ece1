import torch
from torch import nn
from torch.nn.functional import mse_loss

network = nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 1))
potential = torch.compile(network, backend="aot_eager")
optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
positions = torch.randn(32, 3, requires_grad=True)
energies, forces = torch.randn(32, 1), torch.randn(32, 3)
for step in range(3):
    optimizer.zero_grad()
    predicted = potential(positions)
    (gradient,) = torch.autograd.grad(predicted.sum(), positions, retain_graph=True)
    loss = mse_loss(predicted, energies) + mse_loss(-gradient, forces)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
