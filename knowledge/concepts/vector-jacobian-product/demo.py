import torch

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

# Ones give the gradient of the sum.
x.grad = None
f(x).backward(gradient=torch.ones(3))
from_ones = x.grad.clone()
x.grad = None
f(x).sum().backward()
assert torch.equal(from_ones, x.grad)
print("ones, sum() =", x.grad.tolist())

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

# torch.autograd.grad calls the same vector grad_outputs.
(gradient,) = torch.autograd.grad(f(x), x, grad_outputs=v)
assert torch.equal(gradient, v @ jacobian)
