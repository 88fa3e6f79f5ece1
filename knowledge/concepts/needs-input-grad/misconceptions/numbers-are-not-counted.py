import torch
from torch.autograd import Function


class Stretch(Function):
    """weight is the third argument; the flag of the second one, a number, is asked."""

    flag = 1

    @staticmethod
    def forward(ctx, x, exponent, weight):
        ctx.save_for_backward(x, weight)
        ctx.exponent = exponent
        return weight * x**exponent

    @classmethod
    def gradient(cls, ctx, grad_output):
        x, _ = ctx.saved_tensors
        return grad_output * x**ctx.exponent if ctx.needs_input_grad[cls.flag] else None

    @staticmethod
    def backward(ctx, grad_output):
        print("needs_input_grad:", ctx.needs_input_grad)
        return None, None, Stretch.gradient(ctx, grad_output)


x = torch.tensor([1.0, 2.0])
weight = torch.tensor([3.0, 4.0], requires_grad=True)
Stretch.apply(x, 2, weight).sum().backward()
print("index 1: weight.grad", weight.grad)
assert weight.grad is None  # and no error

Stretch.flag = 2
Stretch.apply(x, 2, weight).sum().backward()
print("index 2: weight.grad", weight.grad)
assert weight.grad.tolist() == [1.0, 4.0]


class Total(Function):
    @staticmethod
    def forward(ctx, tensors, last):
        print("a list:  ", ctx.needs_input_grad)
        ctx.flags = ctx.needs_input_grad
        return sum(tensors) + last

    @staticmethod
    def backward(ctx, grad_output):
        return None, grad_output


# A list counts as one argument and has False, whatever is in it; *tensors has a flag for each.
last = torch.ones(2, requires_grad=True)
total = Total.apply([weight, weight], last)
assert total.grad_fn.flags == (False, True)
weight.grad = None
total.sum().backward()
assert weight.grad is None and last.grad is not None


class Sum(Function):
    @staticmethod
    def forward(ctx, *tensors):
        print("*tensors:", ctx.needs_input_grad)
        return sum(tensors)

    @staticmethod
    def backward(ctx, grad_output):
        return tuple(grad_output if needed else None for needed in ctx.needs_input_grad)


Sum.apply(weight, weight.detach(), last).sum().backward()
assert weight.grad.tolist() == [1.0, 1.0]
