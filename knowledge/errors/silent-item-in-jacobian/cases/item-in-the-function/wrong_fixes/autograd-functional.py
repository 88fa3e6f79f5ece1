import torch
from torch import nn
from torch.autograd.functional import jacobian

network = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2))
optimizer = torch.optim.SGD(network.parameters(), lr=0.05)
x, y = torch.randn(8, 3), torch.randn(8, 2)


def direction(sample):
    output = network(sample)
    length = output.norm().item()
    return output / length


for step in range(3):
    optimizer.zero_grad()
    jacobians = torch.stack([jacobian(direction, sample, create_graph=True, strict=True) for sample in x])
    loss = (network(x) - y).square().mean() + 0.1 * jacobians.square().mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
