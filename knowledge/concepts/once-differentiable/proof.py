import torch
from torch.autograd import grad, gradcheck, gradgradcheck
from torch.autograd.function import Function, once_differentiable


def derivative(grad_output, x):
    return grad_output * 3 * x**2


def derivative_by_numpy(grad_output, x):
    return grad_output * torch.from_numpy(3 * x.detach().numpy() ** 2)


def cube(derivative, decorate=lambda backward: backward):
    """x ** 3 with this derivative, and a list of the grad modes in which its backward ran."""

    class Cube(Function):
        modes = []

        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        @decorate
        def backward(ctx, grad_output):
            Cube.modes.append(torch.is_grad_enabled())
            return derivative(grad_output, *ctx.saved_tensors)

    return Cube


x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3.0, 4.0], requires_grad=True)
double = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
plain, marked = cube(derivative), cube(derivative, once_differentiable)
by_numpy, marked_numpy = cube(derivative_by_numpy), cube(derivative_by_numpy, once_differentiable)


def penalty_by_weight(function, above=True):
    """The gradient by w of the squared gradient by x; w stands above the Function or below it."""
    y = w * function.apply(x) if above else function.apply(w * x)
    (g,) = grad(y.sum(), x, create_graph=True)
    w.grad = None
    g.pow(2).sum().backward()
    return w.grad


def message_of(run, error_class=RuntimeError):
    try:
        run()
    except error_class as error:
        return str(error)
    raise AssertionError("it raised nothing")


# The first derivative is the same; only create_graph=True makes backward run in grad mode, and the mark takes it back.
for function, recorded in ((plain, True), (marked, False)):
    assert torch.equal(grad(function.apply(x).sum(), x)[0], 3 * x**2)  # [^first]
    (w * function.apply(x)).sum().backward()
    (g,) = grad((w * function.apply(x)).sum(), x, create_graph=True)
    assert function.modes == [False, False, recorded]  # [^modes]

# A backward of torch operations on the saved tensors can be differentiated as it stands.
assert torch.allclose(penalty_by_weight(plain), 18 * w * x**4)  # [^plain]
assert gradgradcheck(plain.apply, double)  # [^plain-gradgradcheck]

# With the mark, the second derivative raises where the loss depends on grad_output ...
message = message_of(lambda: penalty_by_weight(marked))
print("marked:", message)
assert "trying to differentiate twice a function that was marked with @once_differentiable" in message  # [^raises]

# ... and is a constant without a word right before a sum: the way through the saved tensor is cut.
(g,) = grad(marked.apply(x).sum(), x, create_graph=True)
assert not g.requires_grad  # [^constant]
message = message_of(lambda: g.sum().backward())
assert "element 0 of tensors does not require grad" in message  # [^constant-raises]
right, wrong = penalty_by_weight(plain, above=False), penalty_by_weight(marked, above=False)
print("weight below the last layer: right", right.tolist(), " marked", wrong.tolist())
assert torch.allclose(right, 54 * w**5 * x**4) and torch.allclose(wrong, right / 3)  # [^silent]
y = marked.apply(x).pow(2).sum()
(g,) = grad(y, x, create_graph=True)
message = message_of(lambda: grad(g.sum(), x))
print("by x itself:", message[:74])
assert "appears to not have been used in the graph" in message  # [^not-in-the-graph]


# torch.func gives zero.
class NewStyle(Function):
    @staticmethod
    def forward(x):
        return x**3

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        return derivative(grad_output, *ctx.saved_tensors)


def slope(x):
    return torch.func.grad(lambda x: NewStyle.apply(x).sum())(x).sum()


assert torch.equal(slope(x.detach()), (3 * x**2).sum())
print("torch.func.grad twice:", torch.func.grad(slope)(x.detach()).tolist())
assert not torch.func.grad(slope)(x.detach()).any()  # [^func]

# Without the mark, a backward that leaves autograd gives a wrong second derivative; the mark turns it into an error.
assert torch.equal(penalty_by_weight(by_numpy), penalty_by_weight(plain))  # grad_output is still recorded
(g,) = grad(by_numpy.apply(x).pow(2).sum(), x, create_graph=True)
(second,) = grad(g.sum(), x)
print("x ** 6, numpy in backward:", second.tolist(), " right", (30 * x**4).tolist())
assert torch.allclose(second, 18 * x**4)  # [^numpy]
assert "once_differentiable" in message_of(lambda: penalty_by_weight(marked_numpy))  # [^numpy-marked]

# gradcheck does not see it, gradgradcheck does.
for function in (marked, by_numpy):
    assert gradcheck(function.apply, double)  # [^gradcheck]
    assert "Jacobian mismatch" in message_of(lambda f=function: gradgradcheck(f.apply, double))  # [^gradgradcheck]


# A value that forward computed and saved is a constant: save inputs or outputs.
class DoubleExponential(Function):
    @staticmethod
    def forward(ctx, x):
        slope = 2 * x.exp()
        ctx.save_for_backward(slope)
        return 2 * x.exp()

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * ctx.saved_tensors[0]


assert gradcheck(DoubleExponential.apply, double)
assert "Jacobian mismatch" in message_of(lambda: gradgradcheck(DoubleExponential.apply, double))  # [^intermediate]


# A kernel twice: the backward of the first Function applies a second one.
class CubeBackward(Function):
    @staticmethod
    def forward(ctx, grad_output, x):
        ctx.save_for_backward(grad_output, x)
        return derivative_by_numpy(grad_output.detach(), x)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_gradient):
        grad_output, x = ctx.saved_tensors
        return derivative_by_numpy(grad_gradient, x), grad_gradient * grad_output * torch.from_numpy(6 * x.numpy())


class TwiceCube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad_output):
        return CubeBackward.apply(grad_output, *ctx.saved_tensors)


assert gradgradcheck(TwiceCube.apply, double)  # [^two-functions]
assert torch.allclose(penalty_by_weight(TwiceCube, above=False), right)

# Central differences need first derivatives alone.
eps = 1e-3
points = double.detach()
scale = torch.tensor([3.0, 4.0], dtype=torch.float64, requires_grad=True)
difference = (marked.apply(scale * (points + eps)) - marked.apply(scale * (points - eps))) / (2 * eps)
(by_differences,) = grad(difference.pow(2).sum(), scale)
assert torch.allclose(by_differences, right.double(), rtol=1e-4)  # [^differences]

# A second backward() through a retained graph is no second derivative.
loss = marked.apply(x).pow(2).sum()
(once,) = grad(loss, x, retain_graph=True)
assert torch.equal(grad(loss, x)[0], once)  # [^retain]
