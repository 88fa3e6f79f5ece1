import torch
from torch import nn
from torch.nn.functional import mse_loss

network = nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 1))


@torch.compile(backend="aot_eager")
def energy_and_gradient(positions):
    def total(positions):
        energy = network(positions)
        return energy.sum(), energy

    gradient, energy = torch.func.grad(total, has_aux=True)(positions)
    return energy, gradient


optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
positions = torch.randn(32, 3, requires_grad=True)
energies, forces = torch.randn(32, 1), torch.randn(32, 3)
for step in range(3):
    optimizer.zero_grad()
    predicted, gradient = energy_and_gradient(positions)
    loss = mse_loss(predicted, energies) + mse_loss(-gradient, forces)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
