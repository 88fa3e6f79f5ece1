import torch
from torch import nn
from torch.nn.functional import mse_loss


class ClipThrough(torch.autograd.Function):
    """Clip the values; the gradient passes where they were not clipped."""

    @staticmethod
    def forward(ctx, x, limit):
        ctx.save_for_backward(x)
        ctx.limit = limit
        return x.clamp(-limit, limit)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * (x.abs() <= ctx.limit), torch.zeros(1)


model = nn.Linear(6, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 6), torch.randn(32, 3)
for step in range(3):
    loss = mse_loss(ClipThrough.apply(model(x), 0.5), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
