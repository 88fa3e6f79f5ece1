import torch
from torch import nn
from torch.autograd import gradcheck


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.grad_x = torch.zeros_like(x)
        return x * x

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        ctx.grad_x += 2 * x * grad_output
        return ctx.grad_x.clone()


def check_gradient(function):
    x = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    return gradcheck(function, (x,))


print("gradient of Square:", check_gradient(Square.apply))
model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 4), torch.rand(32, 2)
for epoch in range(3):
    optimizer.zero_grad()
    output = Square.apply(model(x))
    first, second = ((output - y) ** 2).mean(dim=0)
    first.backward(retain_graph=True)
    second.backward()
    optimizer.step()
    print(epoch, first.item(), second.item())
