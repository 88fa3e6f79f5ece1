import torch
from torch import nn
from torch.func import functional_call, grad

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(64, 3)
y = x.sum(dim=1) + torch.randn(64)


def loss_of(parameters, x, y):
    error = functional_call(model, parameters, (x,)).squeeze(1) - y
    weights = torch.exp(-error.detach().abs())  # outliers count less
    return (weights * error**2).mean()


for step in range(5):
    parameters = {name: p.detach() for name, p in model.named_parameters()}
    gradients = grad(loss_of)(parameters, x, y)
    for name, p in model.named_parameters():
        p.grad = gradients[name]
    optimizer.step()
    print(step, model.weight.tolist())
