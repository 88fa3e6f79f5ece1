import torch
from torch import nn


class ScaledTanh(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        t = torch.tanh(2 / 3 * x)
        ctx.save_for_backward(t)
        return 1.7159 * t

    @staticmethod
    def backward(ctx, grad_output):
        (t,) = ctx.saved_tensors
        return grad_output * (1 - t * t)


first, second = nn.Linear(6, 16), nn.Linear(16, 1)
optimizer = torch.optim.SGD([*first.parameters(), *second.parameters()], lr=0.1)
x, y = torch.randn(64, 6), torch.randn(64, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(second(ScaledTanh.apply(first(x))), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
