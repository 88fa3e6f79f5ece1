import torch
import torch.autograd.forward_ad as forward_ad
from torch.func import grad, hessian, jacfwd, jacrev, jvp


def f(x):
    return torch.stack([x[0] * x[1], x[0].sin(), x[1] ** 2])


x, direction = torch.tensor([1.0, 2.0]), torch.tensor([1.0, -3.0])

# jvp gives the value and the Jacobian times the direction, in one pass and without a graph.
value, tangent = jvp(f, (x,), (direction,))
print("value  ", value.tolist())
print("tangent", tangent.tolist())
assert torch.equal(value, f(x))
assert torch.allclose(tangent, jacrev(f)(x) @ direction)  # [^jacobian-times-direction]
assert value.grad_fn is None and tangent.grad_fn is None  # [^no-graph]

# It is the derivative along the direction, as a finite difference finds it.
double, along = x.double(), direction.double()
difference = (f(double + 1e-6 * along) - f(double - 1e-6 * along)) / 2e-6
assert torch.allclose(tangent.double(), difference, atol=1e-5)

# The same with dual tensors: a value that carries its tangent along.
with forward_ad.dual_level():
    result = forward_ad.unpack_dual(f(forward_ad.make_dual(x, direction)))
    assert torch.equal(result.tangent, tangent)
    assert forward_ad.unpack_dual(f(x)).tangent is None
    assert forward_ad.unpack_dual(forward_ad.make_dual(x, direction).detach()).tangent is None  # [^detach]
try:
    forward_ad.make_dual(x, direction)
except RuntimeError as error:
    print("outside a level:", str(error).split(",")[0])
    assert "no level exists" in str(error)
else:
    raise AssertionError("a dual tensor without a level")

# jacfwd takes a pass for each input, jacrev one for each output; the results agree.
assert torch.allclose(jacfwd(f)(x), jacrev(f)(x))


def loss(w):
    return (torch.ones(3) @ w) ** 4


# Forward over reverse: a Hessian times a vector without the Hessian.
w, v = torch.tensor([0.1, 0.2, 0.3]), torch.tensor([1.0, 0.0, 2.0])
product = jvp(grad(loss), (w,), (v,))[1]
print("Hessian times v", product.tolist())
assert torch.allclose(product, hessian(loss)(w) @ v)  # [^hessian]


class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, gradient):
        return gradient * 2


class DoubleBoth(Double):
    @staticmethod
    def jvp(ctx, tangent):
        return tangent * 2


# A custom Function needs a jvp of its own; some operations have none.
with forward_ad.dual_level():
    dual = forward_ad.make_dual(x, direction)
    try:
        Double.apply(dual)
    except NotImplementedError as error:
        print("custom Function:", error)
    else:
        raise AssertionError("forward mode without a jvp")
    assert torch.equal(forward_ad.unpack_dual(DoubleBoth.apply(dual)).tangent, 2 * direction)
logits, target = torch.randn(5, 1, 4), torch.tensor([[1, 2]])
sizes = torch.tensor([5]), torch.tensor([2])
try:
    jvp(lambda x: torch.nn.functional.ctc_loss(x.log_softmax(2), target, *sizes), (logits,), (logits,))
except NotImplementedError as error:
    print("ctc_loss:", str(error).split("\n")[0])
else:
    raise AssertionError("ctc_loss has forward mode")
