import torch


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * 3 * x**2


x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
y = Cube.apply(x)
print("node: ", y.grad_fn.name())

(10 * y).sum().backward()
print("x.grad:", x.grad)
print("gradcheck:", torch.autograd.gradcheck(Cube.apply, x))
