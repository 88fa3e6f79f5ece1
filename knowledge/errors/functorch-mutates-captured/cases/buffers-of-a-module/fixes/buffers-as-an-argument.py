import torch
from torch import nn
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss

model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 6), torch.randn(32, 1)


def loss_of(params, buffers, x, y):
    return mse_loss(functional_call(model, (params, buffers), (x,)), y)


for step in range(3):
    params = {name: p.detach() for name, p in model.named_parameters()}
    gradients = grad(loss_of)(params, dict(model.named_buffers()), x, y)
    for name, p in model.named_parameters():
        p.grad = gradients[name]
    optimizer.step()
    print(step, [g.norm().item() for g in gradients.values()])
