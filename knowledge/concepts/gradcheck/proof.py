import torch
from torch import nn
from torch.autograd import Function, gradcheck, gradgradcheck

x = torch.tensor([0.3, -1.2, 0.7, 2.1], dtype=torch.float64, requires_grad=True)


def refused(f, inputs, message, **options):
    """Whether gradcheck raises, with these words."""
    try:
        gradcheck(f, inputs, **options)
    except (RuntimeError, ValueError, TypeError) as error:
        assert message in str(error), str(error)
        return True
    return False


# Forward runs about twice for each element of the input, in fast mode a few times in all.
calls = []


def counted(values):
    calls.append(1)
    return values**2


for size in (4, 16):
    values, runs = torch.rand(size, dtype=torch.float64, requires_grad=True), []
    for fast in (False, True):
        calls.clear()
        assert gradcheck(counted, (values,), fast_mode=fast)
        runs.append(len(calls))
    print(size, "elements: forward ran", runs[0], "times, in fast mode", runs[1])
    assert runs == [2 * size + 2, 4]
assert values.grad is None  # [^no-grad-filled]

# The difference is taken to both sides: a one-sided one has a much larger error.
middle = torch.tensor(1.0, dtype=torch.float64)
both = abs(((middle + 1e-6).exp() - (middle - 1e-6).exp()) / 2e-6 - middle.exp())
one = abs(((middle + 1e-6).exp() - middle.exp()) / 1e-6 - middle.exp())
print("error of the difference: one-sided", f"{one:.0e}", " to both sides", f"{both:.0e}")
assert one > 1e-6 > 1e-8 > both


class Product(Function):
    """The gradient of `x` is right, that of `weight` is not."""

    @staticmethod
    def forward(ctx, x, weight):
        ctx.save_for_backward(x, weight)
        return x * weight

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        return grad_output * weight, grad_output * x * 7


# What does not require grad is not looked at; if nothing does, it raises, whatever raise_exception says.
weight = torch.rand(4, dtype=torch.float64)
assert gradcheck(Product.apply, (x, weight))
assert refused(Product.apply, (x, weight.requires_grad_()), "with respect to input 1")
assert refused(torch.sin, (x.detach(),), "requires_grad=True", raise_exception=False)
assert gradcheck(lambda x, index: x[index], (x, torch.tensor([0, 2])))  # integers are left out

# Depends on the input, but has no graph to it.
assert refused(lambda x: (x * 2).detach(), (x,), "Numerical gradient for function expected to be zero")
assert refused(lambda x: x * x.detach(), (x,), "Jacobian mismatch")

# A backward that gives another result each time; random numbers in forward, and a seed inside.


class Unsteady(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * 2 * (1 + 1e-12 * torch.rand((), dtype=torch.float64))


assert refused(Unsteady.apply, (x,), "Backward is not reentrant")
assert gradcheck(Unsteady.apply, (x,), nondet_tol=1e-10)


def seeded_dropout(values):
    torch.manual_seed(0)
    return nn.functional.dropout(values, 0.5)


torch.manual_seed(1)
assert refused(nn.Dropout(0.5), (x,), "Jacobian mismatch")
assert gradcheck(seeded_dropout, (x,)) and gradcheck(nn.Dropout(0.5).eval(), (x,))

# A gradient that is None stands for zeros; backward must take it where it has asked for that.


class TakesNoNone(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 2

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * 2


assert refused(TakesNoNone.apply, (x,), "NoneType")
assert gradcheck(TakesNoNone.apply, (x,), check_undefined_grad=False)


# The second derivative is checked by its own function: a backward that autograd cannot follow fails there.
class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * 3 * x.detach() ** 2


assert gradcheck(Cube.apply, (x,))
try:
    gradgradcheck(Cube.apply, (x,))
except RuntimeError as error:
    print("gradgradcheck:", str(error).split(",")[0])
else:
    raise AssertionError("the second derivative passed")

# Shared memory is refused, a kink fails, so does a right backward in float32; complex inputs pass.
assert refused(torch.square, (torch.ones(1, dtype=torch.float64).expand(3).requires_grad_(),), "stride 0")
assert refused(torch.relu, (torch.zeros(3, dtype=torch.float64, requires_grad=True),), "Jacobian mismatch")
single = x.detach().float().requires_grad_()
assert refused(torch.exp, (single,), "Jacobian mismatch")
assert gradcheck(torch.exp, (single,), eps=1e-3, atol=1e-4, rtol=1e-2)
z = torch.tensor([1 + 2j, -0.5 + 0.3j], dtype=torch.complex128, requires_grad=True)
assert gradcheck(lambda z: z * z.conj() + z**2, (z,))
