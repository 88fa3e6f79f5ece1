import torch
from torch import nn
from torch.func import functional_call, hessian

x = torch.randn(3)
for activation in (nn.ReLU(), nn.Tanh()):
    network = nn.Sequential(nn.Linear(3, 8), activation, nn.Linear(8, 1)).requires_grad_(False)
    by_input = hessian(lambda value, network=network: network(value).sum())(x)
    print(type(activation).__name__, "Hessian by the input is zero:", not by_input.any())
    assert by_input.any() == isinstance(activation, nn.Tanh)

relu = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1)).requires_grad_(False)
parameters = dict(relu.named_parameters())
blocks = hessian(lambda values: functional_call(relu, values, (x,)).square().sum())(parameters)
print("ReLU, squared loss, Hessian by the last weight is zero:", not blocks["2.weight"]["2.weight"].any())
assert blocks["2.weight"]["2.weight"].any()
