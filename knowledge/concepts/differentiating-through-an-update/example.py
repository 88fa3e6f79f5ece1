import torch
from torch import nn
from torch.func import functional_call
from torch.nn.functional import mse_loss

model = nn.Linear(1, 1)
meta_optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x, query_x = torch.randn(10, 1), torch.randn(10, 1)

for slope in (1.0, -1.0):  # two tasks
    weights = dict(model.named_parameters())
    for _ in range(3):  # inner steps: new tensors each time
        loss = mse_loss(functional_call(model, weights, (x,)), slope * x)
        gradients = torch.autograd.grad(loss, weights.values(), create_graph=True)
        weights = {name: w - 0.1 * g for (name, w), g in zip(weights.items(), gradients)}
    query_loss = mse_loss(functional_call(model, weights, (query_x,)), slope * query_x)
    meta_optimizer.zero_grad()
    query_loss.backward()
    print("adapted:", weights["weight"].grad_fn.name(), " start:", model.weight.grad.item())
    meta_optimizer.step()
