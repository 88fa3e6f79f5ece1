import torch
from torch import nn

torch.manual_seed(0)
points = torch.randn(6, 1, requires_grad=True)
network = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
(of_the_sum,) = torch.autograd.grad(network(points).sum(), points)
one_by_one = []
for point in points.detach():
    point.requires_grad_()
    one_by_one.append(torch.autograd.grad(network(point), point)[0])
print("of the sum:", of_the_sum.flatten().tolist())
print("one by one:", torch.cat(one_by_one).tolist())
assert torch.allclose(of_the_sum.flatten(), torch.cat(one_by_one), atol=1e-6)

# A layer that mixes the samples, as BatchNorm in training mode, is another matter.
mixing = nn.Sequential(network, nn.BatchNorm1d(1))
(of_the_sum,) = torch.autograd.grad(mixing(points).sum(), points)
print("with BatchNorm in training mode:", of_the_sum.abs().max().item())
assert of_the_sum.abs().max() < 1e-5
mixing.eval()
(of_the_sum,) = torch.autograd.grad(mixing(points).sum(), points)
assert of_the_sum.abs().max() > 0.01
