import torch
from torch import nn
from torch.nn.functional import mse_loss

encoder, head = nn.Linear(6, 8).requires_grad_(False), nn.Linear(8, 1)
model = nn.Sequential(encoder, nn.Tanh(), head)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 6), torch.randn(32, 1)
trainable = filter(lambda p: p.requires_grad, model.parameters())
for step in range(3):
    loss = mse_loss(model(x), y)
    if left := list(trainable):
        gradients = torch.autograd.grad(loss, left)
    for parameter, gradient in zip((head.weight, head.bias), gradients, strict=True):
        parameter.grad = gradient
    optimizer.step()
    print(step, loss.item())
