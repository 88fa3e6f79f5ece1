import torch
from torch.autograd import Function


class Unmarked(Function):
    @staticmethod
    def forward(ctx, x):
        x.clamp_(min=0)
        ctx.save_for_backward(x)
        return x

    @staticmethod
    def backward(ctx, grad_output):
        (y,) = ctx.saved_tensors
        return grad_output * (y > 0)


class Marked(Unmarked):
    @staticmethod
    def forward(ctx, x):
        x.clamp_(min=0)
        ctx.mark_dirty(x)
        ctx.save_for_backward(x)
        return x


found = {}
for function in (Unmarked, Marked):
    for used in ("y", "a"):
        w = torch.tensor([-1.0, 2.0], requires_grad=True)
        a = w * 3
        y = function.apply(a)
        assert a.tolist() == y.tolist() == [0.0, 6.0]
        (y if used == "y" else a).sum().backward()
        found[function.__name__, used] = w.grad.tolist()
        print(f"{function.__name__:8} the loss uses {used}: w.grad {w.grad.tolist()}")
assert found["Unmarked", "y"] == found["Marked", "y"] == found["Marked", "a"] == [0.0, 3.0]
assert found["Unmarked", "a"] == [3.0, 3.0]  # a is the changed tensor, and its graph does not know
