import torch
from torch import nn
from torch.autograd import functional
from torch.func import functional_call, grad, hessian, jacfwd, jacrev, jvp, vmap

network = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2)).requires_grad_(False)
batch = torch.randn(5, 3)
x = batch[0]

# J[i, j] is the derivative of output i by input j; all ways agree.
jacobian = jacrev(network)(x)
assert jacobian.shape == (2, 3)
for other in (jacfwd(network)(x), functional.jacobian(network, x), functional.jacobian(network, x, vectorize=True)):
    assert torch.allclose(other, jacobian, atol=1e-6)
step = 1e-2 * torch.eye(3)
differences = torch.stack([(network(x + e) - network(x - e)) / 2e-2 for e in step], dim=1)
assert torch.allclose(jacobian, differences, atol=1e-3)

# A batch without vmap gives blocks of one sample by another, which are zero; vmap leaves them out.
whole, each = jacrev(network)(batch), vmap(jacrev(network))(batch)
assert whole.shape == (5, 2, 5, 3) and each.shape == (5, 2, 3)
own = torch.arange(5)
assert torch.equal(whole[0, :, 1], torch.zeros(2, 3))
assert torch.allclose(whole[own, :, own], each, atol=1e-6)
print("elements with and without vmap:", each.numel(), whole.numel())

# The loop of torch.autograd.functional calls backward once for each output.
calls = []


class Count(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value.clone()

    @staticmethod
    def backward(ctx, gradient):
        calls.append(gradient)
        return gradient


functional.jacobian(lambda value: Count.apply(network(value)), x)
print("backward passes for two outputs:", len(calls))
assert len(calls) == 2

# Nothing is stored in .grad, and only the loop needs create_graph for a result that can be trained on.
leaf = x.clone().requires_grad_()
assert jacrev(network)(leaf).requires_grad
assert not functional.jacobian(network, leaf).requires_grad
assert functional.jacobian(network, leaf, create_graph=True).requires_grad
assert leaf.grad is None


# A Hessian times a vector, its diagonal and its eigenvalues.
def cubic(value):
    return (value**3).sum() + value.prod()


full = hessian(cubic)(x)
assert torch.allclose(full, full.T)
vector = torch.randn(3)
assert torch.allclose(jvp(grad(cubic), (x,), (vector,))[1], full @ vector, atol=1e-5)
assert torch.allclose(functional.vhp(cubic, x, vector)[1], full @ vector, atol=1e-5)
assert torch.allclose(functional.hvp(cubic, x, vector)[1], full @ vector, atol=1e-5)
diagonal = vmap(lambda e: e @ jvp(grad(cubic), (x,), (e,))[1])(torch.eye(3))
assert torch.allclose(diagonal, full.diagonal(), atol=1e-5)


# By the parameters the result is a dictionary of dictionaries of blocks.
def loss(parameters):
    return functional_call(network, parameters, (batch,)).square().mean()


parameters = dict(network.named_parameters())
blocks = hessian(loss)(parameters)
assert blocks["2.bias"]["0.weight"].shape == (2, 8, 3)
rows = [
    torch.cat([block.reshape(p.numel(), -1) for block in blocks[name].values()], 1) for name, p in parameters.items()
]
square = torch.cat(rows)
assert torch.allclose(square, square.T, atol=1e-5)
print("the Hessian of", square.shape[0], "parameters as one matrix:", tuple(square.shape))

# What does not pass through the argument is a constant, and its Jacobian is zero.
outside = torch.randn(3, requires_grad=True)
assert not functional.jacobian(lambda value: outside.sum(), outside).any()
assert not jacrev(lambda value: torch.tensor([value[0].item() ** 2]))(x).any()
try:
    functional.jacobian(lambda value: torch.ones(2), x, strict=True)
except RuntimeError as error:
    print("strict=True:", str(error)[:72])
    assert "does not require gradients" in str(error)
else:
    raise AssertionError("no error")

# hessian of torch.func takes several outputs, that of torch.autograd.functional one.
assert hessian(network)(x).shape == (2, 3, 3)
try:
    functional.hessian(network, x)
except RuntimeError as error:
    assert "single element" in str(error)
else:
    raise AssertionError("no error")
assert torch.allclose(vmap(jacrev(network), chunk_size=2)(batch), each, atol=1e-6)
assert torch.allclose(jacrev(network, chunk_size=1)(x), jacobian, atol=1e-6)
