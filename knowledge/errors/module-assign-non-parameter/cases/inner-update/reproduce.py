import torch
from torch import nn
from torch.nn.functional import mse_loss

model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x_support, y_support = torch.randn(8, 2), torch.randn(8, 1)
x_query, y_query = torch.randn(8, 2), torch.randn(8, 1)
for step in range(3):
    optimizer.zero_grad()
    names, parameters = zip(*model.named_parameters())
    inner_loss = mse_loss(model(x_support), y_support)
    gradients = torch.autograd.grad(inner_loss, parameters, create_graph=True)
    for name, parameter, gradient in zip(names, parameters, gradients):
        setattr(model, name, parameter - 0.3 * gradient)
    outer_loss = mse_loss(model(x_query), y_query)
    outer_loss.backward()
    optimizer.step()
    print(step, outer_loss.item())
