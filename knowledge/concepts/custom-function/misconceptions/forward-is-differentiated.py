import torch
from torch.autograd import Function, gradcheck


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * 2 * x  # the derivative of the square


x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
Cube.apply(x).sum().backward()
print("x.grad     ", x.grad.tolist())
print("3 * x ** 2 ", (3 * x**2).tolist())
assert x.grad.tolist() == [2.0, 4.0]  # what backward says, and no error
assert not gradcheck(Cube.apply, x, raise_exception=False)


class WithoutGradOutput(Cube):
    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return 3 * x**2


# Without grad_output a plain sum looks right, and what comes after the function is lost.
x.grad = None
WithoutGradOutput.apply(x).sum().backward()
assert torch.equal(x.grad, (3 * x**2).detach())
x.grad = None
(WithoutGradOutput.apply(x) * 10).sum().backward()
print("times ten  ", x.grad.tolist())
assert torch.equal(x.grad, (3 * x**2).detach())  # a tenth of the gradient
assert not gradcheck(WithoutGradOutput.apply, x, raise_exception=False)
print("gradcheck   failed for both")
