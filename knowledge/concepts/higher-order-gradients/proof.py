import warnings

import torch
from torch import nn
from torch.autograd import grad
from torch.func import hessian, jvp

torch.manual_seed(0)

# With create_graph the gradient has a graph of its own; without it, and with retain_graph alone, it has none.
x = torch.tensor(2.0, requires_grad=True)
assert grad(x**4, x)[0].grad_fn is None
assert grad(x**4, x, retain_graph=True)[0].grad_fn is None
(first,) = grad(x**4, x, create_graph=True)
assert first.grad_fn is not None
(second,) = grad(first, x, create_graph=True)
(third,) = grad(second, x)
print("x**4 at 2:", first.item(), second.item(), third.item())
assert (first.item(), second.item(), third.item()) == (32.0, 48.0, 48.0)
assert third.grad_fn is None  # the last derivative needs no graph

# create_graph keeps the buffers of the forward pass, so it can be walked again.
y = x**4
grad(y, x, create_graph=True)
assert grad(y, x)[0] == 32  # [^keeps-the-buffers]

# A batch: the derivative of the sum by x_i is that of u_i, as each u_i depends on x_i alone.
points = torch.randn(6, 1, dtype=torch.float64, requires_grad=True)
net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1)).double()
(u_x,) = grad(net(points).sum(), points, create_graph=True)
(u_xx,) = grad(u_x.sum(), points)
alone = [hessian(lambda p: net(p).sum())(point).item() for point in points.detach()]
print("u_xx of the batch:", u_xx.flatten().tolist())
assert torch.allclose(u_xx.flatten(), torch.tensor(alone, dtype=torch.float64))  # [^sum-of-the-batch]

# A Hessian-vector product without the Hessian: differentiate gradient . v; torch.func gives the same.
w, v = torch.randn(5, requires_grad=True), torch.randn(5)


def f(w):
    return (torch.sin(w).cumsum(0) ** 2).sum()


(gradient,) = grad(f(w), w, create_graph=True)
(product,) = grad(gradient @ v, w)
assert torch.allclose(product, hessian(f)(w.detach()) @ v, atol=1e-5)
assert torch.allclose(product, jvp(torch.func.grad(f), (w.detach(),), (v,))[1], atol=1e-5)

# A constant derivative: of 3 x the gradient has no graph, and grad refuses it.
(slope,) = grad((3 * w).sum(), w, create_graph=True)
assert not slope.requires_grad  # [^constant]
try:
    grad(slope.sum(), w)
except RuntimeError as error:
    print("the gradient of 3 x:", error)
    assert "does not require grad" in str(error)
else:
    raise AssertionError("no error")
assert not hessian(lambda w: (3 * w).sum())(w.detach()).any()  # torch.func gives the zero

# Of a linear layer the gradient depends on the weight, and not on x.
layer, inputs = nn.Linear(3, 1), torch.randn(4, 3, requires_grad=True)
(slope,) = grad(layer(inputs).sum(), inputs, create_graph=True)
assert slope.requires_grad
try:
    grad(slope.sum(), inputs, retain_graph=True)
except RuntimeError as error:
    print("the gradient of a linear layer:", error)
    assert "to not have been used in the graph" in str(error)
else:
    raise AssertionError("no error")
assert not grad(slope.sum(), inputs, materialize_grads=True)[0].any()

# backward(create_graph=True) puts the graph into .grad, and torch warns of a reference cycle.
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    f(w).backward(create_graph=True)
assert w.grad.grad_fn is not None
assert "reference cycle" in str(caught[0].message)
w.grad = None

# A tensor that was changed in place or detached on the way is a constant for the second derivative as well.
(gradient,) = grad(f(w), w, create_graph=True)
assert not (gradient.detach() @ v).requires_grad
