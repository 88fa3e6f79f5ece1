import torch
from torch import nn


class Correlate(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight):
        ctx.save_for_backward(x, weight)
        return x @ weight.T

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        grad_x = grad_output @ weight
        grad_weight = grad_output.T @ x
        return grad_x, None


first = nn.Parameter(0.5 * torch.randn(8, 4))
second = nn.Parameter(0.5 * torch.randn(1, 8))
optimizer = torch.optim.SGD([first, second], lr=0.05)
x, y = torch.randn(32, 4), torch.randn(32, 1)
for epoch in range(3):
    optimizer.zero_grad()
    hidden = torch.tanh(Correlate.apply(x, first))
    loss = nn.functional.mse_loss(Correlate.apply(hidden, second), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
