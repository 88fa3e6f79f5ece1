import torch
from torch.autograd import Function, gradcheck, gradgradcheck


class ScaledExp(Function):
    """factor * exp(x); its derivative is its own output."""

    @staticmethod
    def forward(ctx, x, factor):
        output = factor * x.exp()
        ctx.save_for_backward(output)
        ctx.shape = tuple(x.shape)  # what is no tensor is an attribute
        return output

    @staticmethod
    def backward(ctx, grad_output):
        (output,) = ctx.saved_tensors  # always a tuple
        assert output.shape == ctx.shape
        return grad_output * output, None


def raised(run):
    try:
        run()
    except (RuntimeError, TypeError) as error:
        return str(error)
    raise AssertionError("no error")


x = torch.tensor([0.0, 1.0], dtype=torch.float64, requires_grad=True)
y = ScaledExp.apply(x, 2.0)

# The node holds the tensor itself and no copy of it.
assert y.grad_fn.saved_tensors[0].data_ptr() == y.data_ptr()
y.sum().backward(retain_graph=True)
print("x.grad          =", [round(value, 4) for value in x.grad.tolist()])
assert torch.allclose(x.grad, 2 * x.detach().exp())

# It comes with the version of forward: a change in between is noticed.
y += 1
message = raised(lambda: y.sum().backward())
print("after y += 1:    ...", message[message.index("is at version") : message.index(" Hint")])

# backward() frees it, so that it is there for one backward only.
y = ScaledExp.apply(x, 2.0)
y.sum().backward()
print("second backward:", raised(lambda: y.sum().backward()).split(" (")[0])

# Inputs and outputs may be saved: the first and the second derivative are right.
assert gradcheck(lambda x: ScaledExp.apply(x, 2.0), x)
assert gradgradcheck(lambda x: ScaledExp.apply(x, 2.0), x)
print("gradcheck, gradgradcheck passed")


class SavesAnything(ScaledExp):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.save_for_backward(x, factor)
        return x.exp()


class SavesNone(ScaledExp):
    @staticmethod
    def forward(ctx, x, bias):
        ctx.save_for_backward(x, bias)
        return x.exp() if bias is None else x.exp() + bias

    @staticmethod
    def backward(ctx, grad_output):
        x, bias = ctx.saved_tensors
        return grad_output * x.exp(), None if bias is None else grad_output


# Tensors and None, nothing else.
print("a number:       ", raised(lambda: SavesAnything.apply(x, 2.0)))
assert SavesNone.apply(x, None).grad_fn.saved_tensors[1] is None
assert gradcheck(lambda x: SavesNone.apply(x, None), x)

assert "can only save variables, but argument 1 is of type list" in raised(lambda: SavesAnything.apply(x, [x]))

# Hooks that move saved tensors to the CPU or to disk see what was saved this way.
seen = []
with torch.autograd.graph.saved_tensors_hooks(lambda t: seen.append(tuple(t.shape)) or t, lambda t: t):
    ScaledExp.apply(x, 2.0)
print("hooks saw       ", seen)
assert seen == [(2,)]


class KeepsAnAttribute(ScaledExp):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.output = factor * x.exp()
        return ctx.output


# They do not see an attribute, and they do see what operations of torch save.
seen.clear()
with torch.autograd.graph.saved_tensors_hooks(lambda t: seen.append(tuple(t.shape)) or t, lambda t: t):
    KeepsAnAttribute.apply(x, 2.0)
    assert not seen
    x.exp()
    assert seen == [(2,)]
