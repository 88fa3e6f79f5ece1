import torch
from torch.autograd import gradgradcheck
from torch.autograd.function import Function


class Sine(Function):
    """The decorator above backward was deleted."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.sin()

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        slope = torch.from_numpy(x.detach().numpy()).cos()  # as a compiled kernel: autograd does not see it
        return grad_output * slope


x = torch.tensor([0.5, 1.0], dtype=torch.float64, requires_grad=True)
(gradient,) = torch.autograd.grad(Sine.apply(x).pow(2).sum(), x, create_graph=True)
(second,) = torch.autograd.grad(gradient.sum(), x)
right = 2 * (2 * x).cos()
print("no error: ", second.tolist())
print("right:    ", right.tolist())
assert not torch.allclose(second, right)
try:
    gradgradcheck(Sine.apply, x)
except RuntimeError as error:
    print("gradgradcheck:", str(error).splitlines()[0])
else:
    raise AssertionError("gradgradcheck passed")
