import torch
from torch import nn
from torch.autograd import gradcheck


class QuickGelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.sigmoid(1.702 * x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        s = torch.sigmoid(1.702 * x)
        return grad_output * (s + 1.702 * x * s * (1 - s))


def check_gradient(function):
    x = torch.randn(4, 3, requires_grad=True)
    return gradcheck(function, (x,), eps=1e-3, atol=1e-2, rtol=1e-2)


print("gradient is right:", check_gradient(QuickGelu.apply))
hidden, head = nn.Linear(4, 8), nn.Linear(8, 1)
optimizer = torch.optim.SGD([*hidden.parameters(), *head.parameters()], lr=0.1)
inputs, targets = torch.randn(32, 4), torch.randn(32, 1)
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(head(QuickGelu.apply(hidden(inputs))), targets)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
