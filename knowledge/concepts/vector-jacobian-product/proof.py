import torch
from torch.utils.flop_counter import FlopCounterMode

x = torch.tensor([1.0, 2.0], requires_grad=True)


def f(x):
    return torch.stack([x[0] * x[1], x[0] ** 2, x[1] * 3])


# The Jacobian of y = f(x): one row per output, one column per input.
jacobian = torch.tensor([[2.0, 1.0], [2.0, 0.0], [0.0, 3.0]])
v = torch.tensor([1.0, 10.0, 100.0])

# One root: gradient is the vector v, of the shape of y. backward() adds v @ J to x.grad.
y = f(x)
assert y.backward(gradient=v) is None
print("v @ J       =", (v @ jacobian).tolist())
print("x.grad      =", x.grad.tolist())
assert torch.equal(x.grad, v @ jacobian)

# A vector with a single 1 gives one row of J.
for row, one in enumerate(torch.eye(3)):
    x.grad = None
    f(x).backward(gradient=one)
    assert torch.equal(x.grad, jacobian[row])
assert torch.equal(torch.func.jacrev(f)(x), jacobian)
assert torch.equal(torch.autograd.functional.jacobian(f, x), jacobian)

# Ones give the gradient of the sum.
x.grad = None
f(x).backward(gradient=torch.ones(3))
from_ones = x.grad.clone()
x.grad = None
f(x).sum().backward()
assert torch.equal(from_ones, x.grad)
print("ones, sum() =", x.grad.tolist())

# Without the vector, and with one of another shape, it raises.
for arguments, message in (((), "only for scalar outputs"), ((torch.ones(2),), "shape")):
    try:
        f(x).backward(*arguments)
    except RuntimeError as error:
        print(str(error).split(":")[0])
        assert message in str(error)
    else:
        raise AssertionError("no error")

# A scalar needs no vector: it is 1.0.
x.grad = None
f(x)[0].backward(gradient=torch.tensor(1.0))
with_one = x.grad.clone()
x.grad = None
f(x)[0].backward()
assert torch.equal(with_one, x.grad)

# Several roots: grad_tensors holds one such vector for each root; the products are added.
x.grad = None
y1, y2 = f(x), x * 5
v1, v2 = torch.tensor([1.0, 0.0, 0.0]), torch.tensor([1.0, 2.0])
torch.autograd.backward([y1, y2], grad_tensors=[v1, v2])
expected = v1 @ jacobian + v2 * 5
assert torch.equal(x.grad, expected)
print("two roots   =", x.grad.tolist())

# With scalar roots the vectors are weights.
x.grad = None
loss1, loss2 = f(x).sum(), (x * 5).sum()
torch.autograd.backward([loss1, loss2], grad_tensors=[torch.tensor(1.0), torch.tensor(0.1)])
assert torch.allclose(x.grad, jacobian.sum(0) + 0.1 * 5)

# torch.autograd.grad calls the same vector grad_outputs.
(gradient,) = torch.autograd.grad(f(x), x, grad_outputs=v)
assert torch.equal(gradient, v @ jacobian)

# The cost of one product is a multiple of the forward pass that does not depend on the numbers of outputs and inputs.
ratios = set()
for inputs, outputs in ((2, 3), (200, 3), (2, 300), (200, 300)):
    layer, batch = torch.nn.Linear(inputs, outputs), torch.randn(8, inputs, requires_grad=True)
    with FlopCounterMode(display=False) as forward:
        y = layer(batch)
    with FlopCounterMode(display=False) as backward:
        y.backward(gradient=torch.ones_like(y))
    ratios.add(backward.get_total_flops() / forward.get_total_flops())
print("backward / forward, operations:", ratios)
assert ratios == {2.0}

# For a complex y the vector 1 differentiates the real part, and the vector 1j the imaginary part.
z = torch.tensor(1.0 + 2.0j, requires_grad=True)
for v, part in ((1.0 + 0j, torch.real), (1j, torch.imag)):
    (found,) = torch.autograd.grad(z**3, z, grad_outputs=torch.tensor(v, dtype=z.dtype))
    (expected,) = torch.autograd.grad(part(z**3), z)
    assert torch.allclose(found, expected)
