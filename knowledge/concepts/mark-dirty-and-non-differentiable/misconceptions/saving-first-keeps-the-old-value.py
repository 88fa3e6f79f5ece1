import torch
from torch.autograd import Function, gradcheck

seen = []


class Square_(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)  # before the change
        x.mul_(x)
        ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        seen[:] = x.tolist()
        return 2 * x * grad_output


class WithClone(Square_):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x.clone())
        x.mul_(x)
        ctx.mark_dirty(x)
        return x


gradients = []
for function in (Square_, WithClone):
    w = torch.tensor([3.0, 5.0], requires_grad=True)
    function.apply(w * 1).sum().backward()
    print(f"{function.__name__:9} saved {seen}, w.grad {w.grad.tolist()}; right is [6.0, 10.0]")
    gradients.append(w.grad.tolist())
assert gradients == [[18.0, 50.0], [6.0, 10.0]]

x = torch.tensor([3.0, 5.0], dtype=torch.float64, requires_grad=True)
assert not gradcheck(lambda x: Square_.apply(x.clone()), x, raise_exception=False)
