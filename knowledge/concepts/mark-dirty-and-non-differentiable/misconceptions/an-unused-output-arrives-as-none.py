import torch
from torch.autograd import Function


class TwoOutputs(Function):
    materialize = True

    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(TwoOutputs.materialize)
        return 2 * x, 3 * x.expand(1000, -1)

    @staticmethod
    def backward(ctx, grad_small, grad_large):
        if grad_large is None:
            print("grad_large: None")
            return 2 * grad_small
        print("grad_large:", tuple(grad_large.shape), "of", grad_large.unique().tolist())
        return 2 * grad_small + 3 * grad_large.sum(0)


gradients = []
for TwoOutputs.materialize in (True, False):
    x = torch.ones(2, requires_grad=True)
    small, large = TwoOutputs.apply(x)
    small.sum().backward()
    gradients.append(x.grad.tolist())
print("x.grad:", gradients)
assert gradients == [[2.0, 2.0], [2.0, 2.0]]


class Careless(TwoOutputs):
    @staticmethod
    def backward(ctx, grad_small, grad_large):
        return 2 * grad_small + 3 * grad_large.sum(0)


try:
    Careless.apply(x)[0].sum().backward()
except AttributeError as error:
    print("set_materialize_grads(False), and no look for None:", error)
else:
    raise AssertionError("None was taken for zeros")
