import torch
from torch import nn
from torch.func import functional_call, jacrev

model = nn.Linear(6, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 6), torch.randn(32, 1)


def loss_of(parameters):
    return (functional_call(model, parameters, (x,)) - y) ** 2


for step in range(3):
    parameters = {name: p.detach() for name, p in model.named_parameters()}
    gradients = jacrev(loss_of)(parameters)
    for name, p in model.named_parameters():
        p.grad = gradients[name]
    optimizer.step()
    print(step, loss_of(parameters).mean().item())
