import torch
from torch import nn
from torch.func import functional_call, hessian, jacrev, vmap

network = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2))
batch = torch.randn(5, 3)

print("one sample:", tuple(jacrev(network)(batch[0]).shape))
print("each sample:", tuple(vmap(jacrev(network))(batch).shape))
print("without vmap:", tuple(jacrev(network)(batch).shape))


def loss(parameters):
    return functional_call(network, parameters, (batch,)).square().mean()


parameters = {name: p.detach() for name, p in network.named_parameters()}
blocks = hessian(loss)(parameters)
print("Hessian by 2.bias and 0.weight:", tuple(blocks["2.bias"]["0.weight"].shape))
