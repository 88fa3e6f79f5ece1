import torch
from torch import nn
from torch.func import functional_call, grad, vmap

model = nn.Sequential(nn.Linear(2, 16), nn.BatchNorm1d(16, track_running_stats=False), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x_support, x_query = torch.randn(6, 10, 2), torch.randn(6, 10, 2)  # six tasks with ten samples each
slopes = torch.randn(6, 1, 2)
y_support, y_query = (x_support * slopes).sum(2, keepdim=True), (x_query * slopes).sum(2, keepdim=True)


def loss_fn(parameters, buffers, x, y):
    return nn.functional.mse_loss(functional_call(model, (parameters, buffers), (x,)), y)


def task_loss(parameters, buffers, x, y, x_new, y_new):
    gradients = grad(loss_fn)(parameters, buffers, x, y)
    adapted = {name: p - 0.1 * gradients[name] for name, p in parameters.items()}
    return loss_fn(adapted, buffers, x_new, y_new)


for step in range(3):
    optimizer.zero_grad()
    parameters, buffers = dict(model.named_parameters()), dict(model.named_buffers())
    mapped = vmap(task_loss, in_dims=(None, None, 0, 0, 0, 0))
    loss = mapped(parameters, buffers, x_support, y_support, x_query, y_query).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
