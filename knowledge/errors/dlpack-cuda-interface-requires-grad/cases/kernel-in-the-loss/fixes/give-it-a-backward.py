import numpy as np
import torch
from torch import nn

model = nn.Linear(8, 1, bias=False)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)


class Square(torch.autograd.Function):
    """Wraps a kernel of another library."""

    @staticmethod
    def forward(ctx, t):
        ctx.save_for_backward(t)
        return torch.from_dlpack(np.square(np.from_dlpack(t.detach())))

    @staticmethod
    def backward(ctx, grad_output):
        (t,) = ctx.saved_tensors
        return 2 * t * grad_output


square = Square.apply
x, y = torch.randn(64, 8), torch.randn(64, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = square(model(x) - y).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
