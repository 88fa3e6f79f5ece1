import torch
from torch import nn
from torch.autograd.function import Function, once_differentiable


def square(decorate):
    class Square(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**2

        @staticmethod
        @decorate
        def backward(ctx, grad_output):
            return grad_output * 2 * ctx.saved_tensors[0]

    return Square


def penalty_gradient(function):
    torch.manual_seed(0)
    critic, x = nn.Linear(3, 4), torch.randn(8, 3, requires_grad=True)
    score = function.apply(critic(x)).sum()  # the marked layer is the last one
    (gradient,) = torch.autograd.grad(score, x, create_graph=True)
    (gradient.norm(dim=1) - 1).pow(2).mean().backward()
    return critic.weight.grad, critic.bias.grad


right, marked = penalty_gradient(square(lambda backward: backward)), penalty_gradient(square(once_differentiable))
off = ((right[0] - marked[0]).norm() / right[0].norm()).item()
print(f"no error; the gradient of the critic's weight is off by {off:.0%} of its norm, that of its bias is", marked[1])
assert off > 0.1 and right[1] is not None and marked[1] is None
