import torch
from torch.func import grad, vmap

positions = torch.randn(5, 3)
radius = positions.norm(dim=1).mean().item()


def energy(position):
    return radius**2 * position.sum()


forces = vmap(grad(energy))(positions)
print(forces.shape)
