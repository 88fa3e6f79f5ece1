import torch
from torch import nn


class Exponential(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        y = x.exp_()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, gradient):
        (y,) = ctx.saved_tensors
        return gradient * y


log_scale = nn.Parameter(torch.zeros(3))
optimizer = torch.optim.SGD([log_scale], lr=0.1)
x, target = torch.randn(16, 3), torch.randn(16, 3)
for step in range(3):
    optimizer.zero_grad()
    loss = ((x * Exponential.apply(log_scale.clone()) - target) ** 2).mean()
    loss.backward()
    optimizer.step()
print(log_scale)
