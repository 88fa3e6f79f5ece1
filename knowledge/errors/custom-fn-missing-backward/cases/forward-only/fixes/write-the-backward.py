import torch
from torch import nn


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.sigmoid(x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        s = torch.sigmoid(x)
        return grad_output * s * (1 + x * (1 - s))


hidden = nn.Linear(4, 3)
head = nn.Linear(3, 1)
optimizer = torch.optim.SGD([*hidden.parameters(), *head.parameters()], lr=0.1)
inputs = torch.randn(16, 4)
targets = torch.randn(16, 1)

for _ in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(head(Swish.apply(hidden(inputs))), targets)
    loss.backward()
    optimizer.step()
