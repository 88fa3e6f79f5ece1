import torch
from torch.autograd import Function, gradcheck


class Square(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        gradient = grad_output * 2 * x
        gradient[-1, -1] *= 1.2  # one corner is a fifth too large
        return gradient


results = {}
for size in (4, 32):
    x = (torch.rand(size, size, dtype=torch.float64) + 1).requires_grad_()
    for fast in (True, False):
        results[size, fast] = gradcheck(Square.apply, (x,), fast_mode=fast, raise_exception=False)
        print(f"{size} x {size}, fast_mode={fast}:", results[size, fast])
assert results == {(4, True): False, (4, False): False, (32, True): True, (32, False): False}
