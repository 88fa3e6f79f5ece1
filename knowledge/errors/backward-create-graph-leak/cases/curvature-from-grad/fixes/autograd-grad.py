import torch
from torch import nn

x, y = torch.randn(64, 6), torch.randn(64, 1)
for trial in range(3):
    model = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(5):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        gradients = torch.autograd.grad(loss, list(model.parameters()), create_graph=True)
        signs = [torch.randint_like(p, 2) * 2 - 1 for p in model.parameters()]
        products = torch.autograd.grad(gradients, list(model.parameters()), signs)
        trace = sum((sign * product).sum() for sign, product in zip(signs, products))  # an estimate of the Hessian's
        for p, gradient in zip(model.parameters(), gradients):
            p.grad = gradient.detach()
        optimizer.step()
    print(trial, loss.item(), trace.item())
