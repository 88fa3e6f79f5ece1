import torch

torch.manual_seed(0)
x, g = torch.randn(32, 10), torch.randn(32, 10)
b = torch.randn(10, requires_grad=True)
s = torch.tensor(1.7, requires_grad=True)


def gradient(y, tensor, g):
    return torch.autograd.grad(y, tensor, g)[0]


# The table: the derivative in full size, summed over the stretched dimensions.
position = torch.randn(1, 5, 4, requires_grad=True)
g3 = torch.randn(8, 5, 4)
chosen = x > 0
table = {
    "x + b": (gradient(x + b, b, g), g.sum(0)),
    "x * s": (gradient(x * s, s, g), (g * x).sum()),
    "x / s": (gradient(x / s, s, g), -(g * x / s**2).sum()),
    "x + p": (gradient(torch.randn(8, 5, 4) + position, position, g3), g3.sum(0, keepdim=True)),
    "expand": (gradient(position.expand(8, 5, 4), position, g3), g3.sum(0, keepdim=True)),
    "repeat": (gradient(position.repeat(8, 1, 1), position, g3), g3.sum(0, keepdim=True)),
    "where": (gradient(torch.where(chosen, s, 0.0), s, g), g[chosen].sum()),
}
for name, (found, expected) in table.items():
    print(f"{name:7}", tuple(found.shape))
    assert found.shape == expected.shape and torch.allclose(found, expected, atol=1e-5)

# sum_to_size sums for each of these shapes.
assert torch.equal(g.sum_to_size(b.shape), g.sum(0))
assert torch.allclose(g.sum_to_size(s.shape), g.sum())
assert torch.equal(g3.sum_to_size(1, 5, 4), g3.sum(0, keepdim=True))

# A batched product sums over the batch.
weight = torch.randn(4, 3, requires_grad=True)
batch, gw = torch.randn(8, 5, 4), torch.randn(8, 5, 3)
assert torch.allclose(gradient(batch @ weight, weight, gw), (batch.mT @ gw).sum(0), atol=1e-5)

# The loss decides whether the gradient grows with the batch.
for size in (32, 64):
    ones = torch.ones(size, 10) + b
    assert torch.allclose(torch.autograd.grad(ones.sum(), b, retain_graph=True)[0], torch.full((10,), float(size)))
    assert torch.allclose(torch.autograd.grad(ones.sum(dim=1).mean(), b)[0], torch.ones(10))

# expand takes no memory; the gradient arrives in the stretched shape.
expanded = position.expand(8, 5, 4)
assert expanded.untyped_storage().data_ptr() == position.untyped_storage().data_ptr()
shapes = []
expanded.register_hook(lambda gradient: shapes.append(tuple(gradient.shape)))
(expanded * g3).sum().backward()
print("at the expanded tensor:", shapes, " at p:", tuple(position.grad.shape))
assert shapes == [(8, 5, 4)] and position.grad.shape == (1, 5, 4)


class Add(torch.autograd.Function):
    """x + b; the gradient of b is cut down as `reduce` says."""

    @staticmethod
    def forward(ctx, x, b, reduce):
        ctx.reduce = reduce
        return x + b

    @staticmethod
    def backward(ctx, g):
        assert g.shape == (32, 10)
        return g, ctx.reduce(g), None


# What can be summed to the shape of b is summed in silence, anything else raises.
assert torch.allclose(gradient(Add.apply(x, b, lambda g: g), b, g), g.sum(0), atol=1e-5)
try:
    gradient(Add.apply(x, b, lambda g: g.sum(1)), b, g)
except RuntimeError as error:
    print(str(error))
    assert "returned an invalid gradient" in str(error)
else:
    raise AssertionError("the wrong shape was accepted")

# (N, 1) minus (N,): the gradient has the right shape, and sums over N targets.
prediction, target = torch.randn(6, 1, requires_grad=True), torch.randn(6)
difference = prediction - target
assert difference.shape == (6, 6)
(found,) = torch.autograd.grad((difference**2).sum(), prediction)
assert found.shape == (6, 1) and torch.allclose(found, 2 * difference.sum(1, keepdim=True))
