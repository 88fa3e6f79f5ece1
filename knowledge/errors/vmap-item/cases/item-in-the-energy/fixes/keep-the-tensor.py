import torch
from torch.func import grad, vmap

positions = torch.randn(5, 3)


def energy(position):
    radius = position.norm()
    return radius**2 * position.sum()


forces = vmap(grad(energy))(positions)
print(forces.shape)
