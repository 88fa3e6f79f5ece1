import torch
from torch import nn


def train(rebuild_optimizer):
    torch.manual_seed(0)
    layer = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    layer.weight = nn.Parameter(torch.zeros(1, 2))  # "start again from zero"
    if rebuild_optimizer:
        optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    for _ in range(10):
        optimizer.zero_grad()
        layer(torch.ones(1, 2)).sub(1).square().sum().backward()
        optimizer.step()
    gradient = layer.weight.grad.abs().sum().item() > 0
    print(f"optimizer rebuilt {rebuild_optimizer!s:5}  weight {layer.weight.tolist()}  has a gradient {gradient}")
    return layer.weight.detach()


assert train(rebuild_optimizer=False).tolist() == [[0.0, 0.0]]
assert train(rebuild_optimizer=True).abs().min() > 0
