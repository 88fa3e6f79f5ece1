import torch
from torch import nn
from torch.func import jacrev, vmap

network = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.Tanh()).requires_grad_(False)
batch = torch.randn(5, 3)
for training in (True, False):
    network.train(training)
    functional = torch.autograd.functional.jacobian(network, batch)
    mixed = functional[0, :, 1].abs().max().item()
    print("train()" if training else "eval() ", "derivative of sample 0 by sample 1 is zero:", mixed == 0)
    assert (mixed == 0) == (not training)

assert vmap(lambda x: jacrev(lambda value: network(value[None])[0])(x))(batch).shape == (5, 8, 3)
