import torch
from torch import nn
from torch.func import functional_call
from torch.nn.functional import mse_loss

model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
x = 4 * torch.rand(4, 20, 1) - 2
y = torch.sin(3 * x + torch.rand(4, 1, 1))
for step in range(3):
    meta_loss = 0.0
    for task in range(4):
        weights = dict(model.named_parameters())
        support_loss = mse_loss(functional_call(model, weights, (x[task, :10],)), y[task, :10])
        gradients = torch.autograd.grad(support_loss, list(weights.values()), create_graph=True)
        adapted = {name: weights[name] - 0.2 * gradient for name, gradient in zip(weights, gradients)}
        meta_loss = meta_loss + mse_loss(functional_call(model, adapted, (x[task, 10:],)), y[task, 10:])
    optimizer.zero_grad()
    meta_loss.backward()
    optimizer.step()
    print(step, meta_loss.item())
