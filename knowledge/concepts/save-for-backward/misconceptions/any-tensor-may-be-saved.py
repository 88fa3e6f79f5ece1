import torch
from torch.autograd import Function, gradcheck, gradgradcheck
from torch.autograd.function import once_differentiable


class SquaredExp(Function):
    """exp(x) ** 2"""

    @staticmethod
    def forward(ctx, x):
        exp = x.exp()
        ctx.save_for_backward(exp)  # neither an input nor an output
        return exp**2

    @staticmethod
    def backward(ctx, grad_output):
        (exp,) = ctx.saved_tensors
        return grad_output * 2 * exp**2


class Recomputes(SquaredExp):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.exp() ** 2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * 2 * x.exp() ** 2


class ReturnsExp(SquaredExp):
    @staticmethod
    def forward(ctx, x):
        exp = x.exp()
        ctx.save_for_backward(exp)
        return exp**2, exp  # now it is an output

    @staticmethod
    def backward(ctx, grad_output, grad_exp):
        (exp,) = ctx.saved_tensors
        return grad_output * 2 * exp**2 + grad_exp * exp


class FirstOrderOnly(SquaredExp):
    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        (exp,) = ctx.saved_tensors
        return grad_output * 2 * exp**2


x = torch.tensor([0.0, 1.0], dtype=torch.float64, requires_grad=True)


def second_derivative(function):
    (first,) = torch.autograd.grad((function.apply(x) ** 2).sum(), x, create_graph=True)
    x.grad = None
    first.sum().backward()
    return x.grad


expected = 16 * torch.exp(4 * x.detach())  # of exp(x) ** 4
print("expected         ", [round(value, 3) for value in expected.tolist()])

# The first derivative is right, the second one is not, and nothing raises.
assert gradcheck(SquaredExp.apply, x)
found = second_derivative(SquaredExp)
print("saved exp        ", [round(value, 3) for value in found.tolist()])
assert torch.allclose(found, expected / 2)
assert not gradgradcheck(SquaredExp.apply, x, raise_exception=False)

# Save the input and compute it again in backward, ...
print("recomputed       ", [round(value, 3) for value in second_derivative(Recomputes).tolist()])
assert torch.allclose(second_derivative(Recomputes), expected)
assert gradgradcheck(Recomputes.apply, x)

# ... or return it, ...
assert gradgradcheck(lambda x: ReturnsExp.apply(x)[0], x)

# ... or say that there is no second derivative.
try:
    second_derivative(FirstOrderOnly)
except RuntimeError as error:
    print("once_differentiable:", str(error))
else:
    raise AssertionError("the second derivative was taken")
