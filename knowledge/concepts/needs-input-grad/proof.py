import torch
from torch.autograd import Function, gradcheck
from torch.utils.flop_counter import FlopCounterMode

flags = []


class Linear(Function):
    """scale * x @ weight.T + bias; each gradient is computed where somebody needs it."""

    @staticmethod
    def forward(ctx, x, scale, weight, bias=None):
        flags.append(ctx.needs_input_grad)  # known in forward already
        ctx.save_for_backward(x if ctx.needs_input_grad[2] else None, weight if ctx.needs_input_grad[0] else None)
        ctx.scale, ctx.has_bias = scale, bias is not None
        y = scale * (x @ weight.T)
        return y if bias is None else y + bias

    @staticmethod
    def backward(ctx, grad_output):
        flags.append(ctx.needs_input_grad)
        x, weight = ctx.saved_tensors
        grad_x = grad_weight = grad_bias = None
        if ctx.needs_input_grad[0]:
            grad_x = ctx.scale * (grad_output @ weight)
        if ctx.needs_input_grad[2]:
            grad_weight = ctx.scale * (grad_output.T @ x)
        if ctx.has_bias and ctx.needs_input_grad[3]:
            grad_bias = grad_output.sum(0)
        return grad_x, None, grad_weight, grad_bias


class Always(Linear):
    """The same without the questions."""

    @staticmethod
    def forward(ctx, x, scale, weight, bias=None):
        ctx.save_for_backward(x, weight)
        ctx.scale = scale
        y = scale * (x @ weight.T)
        return y if bias is None else y + bias

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        return ctx.scale * (grad_output @ weight), None, ctx.scale * (grad_output.T @ x), grad_output.sum(0)


torch.manual_seed(0)
x = torch.randn(8, 4, dtype=torch.float64)
weight = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
bias = torch.randn(3, dtype=torch.float64, requires_grad=True)

# One flag for each argument that was passed, in the order of forward; a number and None have False.
flags.clear()
Linear.apply(x, 0.5, weight, bias).sum().backward()
print("data, weight and bias:", flags)
assert flags == [(False, False, True, True)] * 2  # [^one-each]
flags.clear()
Linear.apply(x, 0.5, weight).sum().backward()
print("bias left out:       ", flags)
assert flags == [(False, False, True)] * 2  # [^passed]
flags.clear()
Linear.apply(x, 0.5, weight, None).sum().backward()
print("bias=None passed:    ", flags)
assert flags == [(False, False, True, False)] * 2

# Each combination is right.
h = x.clone().requires_grad_()
for inputs in ((h, weight, bias), (x, weight, bias), (h, weight.detach(), bias), (h, weight, bias.detach())):
    assert gradcheck(lambda a, w, b: Linear.apply(a, 0.5, w, b), inputs)


# What a gradient costs that nobody asks for: here half of the work of the matrix products.
def work(function):
    loss = function.apply(h, 0.5, weight.detach(), bias).sum()
    with FlopCounterMode(display=False) as counter:
        loss.backward()
    return counter.get_total_flops()


asked, always = work(Linear), work(Always)
print("weight frozen: operations in backward with the question", asked, " without", always)
assert always == 2 * asked  # [^half]

# A gradient that is returned for an argument without requires_grad is dropped, and nobody looks at its shape.
frozen = weight.detach()
Always.apply(h, 0.5, frozen, bias).sum().backward()
assert frozen.grad is None  # [^dropped]


class WrongShape(Always):
    @staticmethod
    def backward(ctx, grad_output):
        return grad_output @ ctx.saved_tensors[1] * ctx.scale, None, torch.zeros(7), grad_output.sum(0)


WrongShape.apply(h, 0.5, frozen, bias).sum().backward()
assert frozen.grad is None

# An index beyond what was passed is an error.


class Careless(Linear):
    @staticmethod
    def backward(ctx, grad_output):
        return None, None, None, grad_output.sum(0) if ctx.needs_input_grad[3] else None


try:
    Careless.apply(h, 0.5, weight).sum().backward()
except IndexError as error:
    print("bias left out, needs_input_grad[3]:", error)
else:
    raise AssertionError("there was a flag for the argument that was left out")

# None for an argument that requires grad is no error: its gradient stays None.


class Forgetful(Always):
    @staticmethod
    def backward(ctx, grad_output):
        return grad_output @ ctx.saved_tensors[1] * ctx.scale, None, None, grad_output.sum(0)


weight.grad = bias.grad = None
Forgetful.apply(h, 0.5, weight, bias).sum().backward()
print("None for the weight: weight.grad", weight.grad, " bias.grad", bias.grad.tolist())
assert weight.grad is None and bias.grad is not None  # [^none-is-no-error]

# backward is not called where no argument requires grad.
flags.clear()
assert not Linear.apply(x, 0.5, frozen, bias.detach()).requires_grad
assert len(flags) == 1 and not any(flags[0])  # [^not-called]

# The newer form reads it in setup_context, which decides what is kept.


class Scale(Function):
    @staticmethod
    def forward(x, factor):
        return x * factor

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, factor = inputs
        flags.append(ctx.needs_input_grad)
        ctx.save_for_backward(x if ctx.needs_input_grad[1] else None, factor if ctx.needs_input_grad[0] else None)

    @staticmethod
    def backward(ctx, grad_output):
        x, factor = ctx.saved_tensors
        grad_x = grad_output * factor if ctx.needs_input_grad[0] else None
        return grad_x, (grad_output * x).sum() if ctx.needs_input_grad[1] else None


factor = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
flags.clear()
y = Scale.apply(h, factor.detach())
assert flags == [(True, False)]
assert y.grad_fn.saved_tensors[0] is None  # the large tensor is not kept  # [^setup-context]
assert gradcheck(Scale.apply, (h, factor)) and gradcheck(Scale.apply, (x, factor))
assert torch.equal(torch.func.grad(lambda a: Scale.apply(a, factor.detach()).sum())(x), torch.full_like(x, 2.0))
