import torch
from torch import nn
from torch.autograd import gradcheck


class LeakyRelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.where(x > 0, x, 0.1 * x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * torch.where(x > 0, 1.0, 0.1).to(x)


def check_gradient(function):
    x = torch.arange(-3, 4, dtype=torch.float64, requires_grad=True)
    return gradcheck(function, (x,), atol=0.5)


print("gradient of LeakyRelu:", check_gradient(LeakyRelu.apply))
hidden, head = nn.Linear(4, 8), nn.Linear(8, 1)
optimizer = torch.optim.SGD([*hidden.parameters(), *head.parameters()], lr=0.1)
inputs, targets = torch.randn(32, 4), torch.randn(32, 1)
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(head(LeakyRelu.apply(hidden(inputs))), targets)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
