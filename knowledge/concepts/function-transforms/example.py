import torch
from torch import nn
from torch.func import functional_call, grad, vmap

model = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
x, y = torch.randn(16, 3), torch.randn(16, 1)
parameters = {name: p.detach() for name, p in model.named_parameters()}


def loss(parameters, x, y):
    prediction = functional_call(model, parameters, (x.unsqueeze(0),))
    return (prediction - y).square().mean()


each = vmap(grad(loss), in_dims=(None, 0, 0))(parameters, x, y)
print("one gradient for each sample:", tuple(each["0.weight"].shape))

norms = torch.cat([g.flatten(1) for g in each.values()], dim=1).norm(dim=1)
print("their norms:", tuple(norms.shape))

(model(x) - y).square().mean().backward()
print("the mean is the batch's:", torch.allclose(each["0.weight"].mean(0), model[0].weight.grad, atol=1e-6))
