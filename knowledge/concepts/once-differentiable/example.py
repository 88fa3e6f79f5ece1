import torch
from torch.autograd.function import Function, once_differentiable


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        return grad_output * 3 * ctx.saved_tensors[0] ** 2


x, w = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0], requires_grad=True)
(gradient,) = torch.autograd.grad((w * Cube.apply(x)).sum(), x, create_graph=True)
print("first: ", gradient)
try:
    gradient.pow(2).sum().backward()
except RuntimeError as error:
    print("second:", error)
