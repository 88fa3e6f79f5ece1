import torch

torch.manual_seed(0)
x, target = torch.randn(32, 10, dtype=torch.double), torch.randn(32, 10, dtype=torch.double)
b = torch.randn(10, dtype=torch.double, requires_grad=True)


def loss(b):
    return ((x + b - target) ** 2).sum(dim=1).mean()


(found,) = torch.autograd.grad(loss(b), b)
step = 1e-6
with torch.no_grad():
    moves = step * torch.eye(10, dtype=torch.double)
    differences = torch.stack([(loss(b + move) - loss(b - move)) / (2 * step) for move in moves])
    per_sample = 2 * (x + b - target) / 32  # the gradient at the result: 1/32 is in it already
print("autograd equals finite differences:", torch.allclose(found, differences))
print("it is the sum over the batch:", torch.allclose(found, per_sample.sum(0)))
print("finite differences / mean over the batch:", (differences / per_sample.mean(0)).mean().item())
assert torch.allclose(found, differences) and torch.allclose(found, per_sample.sum(0))
assert torch.allclose(differences / per_sample.mean(0), torch.full((10,), 32.0, dtype=torch.double))
