import torch
from torch.autograd import Function, gradcheck


class Power(Function):
    """weight * x ** exponent"""

    @staticmethod
    def forward(ctx, x, weight, exponent):
        assert not torch.is_grad_enabled()  # nothing in here is recorded
        ctx.save_for_backward(x, weight)
        ctx.exponent = exponent  # no tensor: an attribute
        return weight * x**exponent

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        received.append((ctx, grad_output))
        grad_x = grad_weight = None
        if ctx.needs_input_grad[0]:
            grad_x = grad_output * weight * ctx.exponent * x ** (ctx.exponent - 1)
        if ctx.needs_input_grad[1]:
            grad_weight = grad_output * x**ctx.exponent
        return grad_x, grad_weight, None  # one for each argument of forward


received = []
x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
weight = torch.tensor([3.0, 4.0], dtype=torch.float64, requires_grad=True)

# apply() runs forward and puts one node into the graph.
y = Power.apply(x, weight, 3)
print("y =", y.tolist(), " grad_fn", y.grad_fn.name())
assert y.grad_fn.name() == "PowerBackward"
assert y.grad_fn.exponent == 3  # ctx is the node

# grad_output is the gradient of the loss with respect to y; backward multiplies it by the derivatives.
loss = (y * torch.tensor([1.0, 10.0])).sum()
loss.backward()
ctx, grad_output = received[0]
assert ctx is y.grad_fn and grad_output.tolist() == [1.0, 10.0]
print("grad_output =", grad_output.tolist())
print("x.grad      =", x.grad.tolist())
print("weight.grad =", weight.grad.tolist())

# The same from the operations of torch.
ours = x.grad, weight.grad
x.grad = weight.grad = None
((weight * x**3) * torch.tensor([1.0, 10.0])).sum().backward()
assert torch.equal(ours[0], x.grad) and torch.equal(ours[1], weight.grad)

# gradcheck compares backward with finite differences, in double precision.
assert gradcheck(Power.apply, (x, weight, 3))
print("gradcheck   passed")

# An argument that does not require grad needs no gradient: needs_input_grad says so.
x.grad = None
constant = Power.apply(x, weight.detach(), 3)
constant.sum().backward()
assert torch.equal(x.grad, (weight * 3 * x**2).detach())
assert received[-1][0].needs_input_grad == (True, False, False)


class PowerInTwoParts(Power):
    """The newer form: forward has no ctx, setup_context saves. torch.func takes only this one."""

    @staticmethod
    def forward(x, weight, exponent):
        return weight * x**exponent

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, weight, ctx.exponent = inputs
        ctx.save_for_backward(x, weight)


def total(x):
    return PowerInTwoParts.apply(x, weight.detach(), 3).sum()


assert gradcheck(PowerInTwoParts.apply, (x, weight, 3))
assert torch.equal(torch.func.grad(total)(x.detach()), x.grad)
jacobian = torch.func.jacrev(lambda x: PowerInTwoParts.apply(x, weight.detach(), 3))(x.detach())
assert torch.equal(jacobian, torch.diag(x.grad))

# Called by itself, forward is a function like any other, and backward is not used.
assert PowerInTwoParts.forward(x, weight, 3).grad_fn.name() == "MulBackward0"


class PowerWithVmap(PowerInTwoParts):
    generate_vmap_rule = True


def cubes(function):
    return torch.func.vmap(lambda x: function.apply(x, torch.ones(()), 3))(x.detach())


assert torch.equal(cubes(PowerWithVmap), x.detach() ** 3)
try:
    cubes(PowerInTwoParts)
except RuntimeError as error:
    assert "generate_vmap_rule" in str(error)
else:
    raise AssertionError("vmap needed no rule")
try:
    torch.func.grad(lambda x: Power.apply(x, weight.detach(), 3).sum())(x.detach())
except RuntimeError as error:
    print("torch.func.grad(Power):", str(error)[:72], "...")
    assert "setup_context" in str(error)
else:
    raise AssertionError("torch.func took the form with ctx in forward")


class WithMask(Function):
    @staticmethod
    def forward(ctx, x):
        mask = (x > 1).double()
        ctx.mark_non_differentiable(mask)
        ctx.save_for_backward(mask)
        return x * mask, mask, x.argmax()

    @staticmethod
    def backward(ctx, grad_output, *_):
        called.append(True)
        return grad_output * ctx.saved_tensors[0]


# A mask is declared to have no derivative; an integer has none by itself.
called = []
output, mask, index = WithMask.apply(x)
assert output.requires_grad and not mask.requires_grad and not index.requires_grad

# backward is called where an argument requires grad and the loss depends on the output.
assert not WithMask.apply(x.detach())[0].requires_grad
(x * 2).sum().backward()
assert not called
output.sum().backward()
assert called
