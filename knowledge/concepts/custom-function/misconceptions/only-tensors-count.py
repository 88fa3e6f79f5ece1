import torch
from torch.autograd import Function, gradcheck


class Scale(Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        return x * factor

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * ctx.factor


x = torch.ones(2, requires_grad=True)
try:
    Scale.apply(x, 3.0).sum().backward()
except RuntimeError as error:
    print("one gradient:", error)
    assert "returned an incorrect number of gradients (expected 2, got 1)" in str(error)
else:
    raise AssertionError("the count did not matter")


class WithNone(Scale):
    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * ctx.factor, None


WithNone.apply(x, 3.0).sum().backward()
print("gradient, None: x.grad", x.grad.tolist())
assert x.grad.tolist() == [3.0, 3.0]


class Product(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        return grad_output * a, grad_output * b  # the wrong way round


# The order is that of forward's arguments. Two tensors of one shape can be swapped without an error.
a = torch.tensor([2.0], requires_grad=True)
b = torch.tensor([5.0], requires_grad=True)
Product.apply(a, b).sum().backward()
print("swapped: a.grad", a.grad.item(), " b.grad", b.grad.item())
assert a.grad.item() == 2.0 and b.grad.item() == 5.0  # 5 and 2 are right
assert not gradcheck(Product.apply, (a.double(), b.double()), raise_exception=False)
