import gc

import torch
from torch import nn

x, y = torch.randn(64, 6), torch.randn(64, 1)
for trial in range(3):
    model = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(5):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward(create_graph=True)
        gradients = [p.grad for p in model.parameters()]
        signs = [torch.randint_like(p, 2) * 2 - 1 for p in model.parameters()]
        products = torch.autograd.grad(gradients, list(model.parameters()), signs)
        trace = sum((sign * product).sum() for sign, product in zip(signs, products))  # an estimate of the Hessian's
        optimizer.step()
    gc.collect()
    print(trial, loss.item(), trace.item())
