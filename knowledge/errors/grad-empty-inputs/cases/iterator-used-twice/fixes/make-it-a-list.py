import torch
from torch import nn
from torch.nn.functional import mse_loss

encoder, head = nn.Linear(6, 8).requires_grad_(False), nn.Linear(8, 1)
model = nn.Sequential(encoder, nn.Tanh(), head)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 6), torch.randn(32, 1)
trainable = [p for p in model.parameters() if p.requires_grad]
for step in range(3):
    loss = mse_loss(model(x), y)
    gradients = torch.autograd.grad(loss, trainable)
    for parameter, gradient in zip((head.weight, head.bias), gradients, strict=True):
        parameter.grad = gradient
    optimizer.step()
    print(step, loss.item())
