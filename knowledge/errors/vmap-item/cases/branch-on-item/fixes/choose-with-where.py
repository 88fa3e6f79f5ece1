import torch
from torch.func import grad, vmap

residuals = torch.tensor([-3.0, -0.5, 0.2, 2.0])


def huber(residual):
    return torch.where(residual.abs() < 1.0, 0.5 * residual**2, residual.abs() - 0.5)


slopes = vmap(grad(huber))(residuals)
print(slopes)
