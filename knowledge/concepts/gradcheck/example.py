import torch


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * 3 * x  # should be 2 * x


x = torch.randn(3, dtype=torch.float64, requires_grad=True)
print("torch.sin:", torch.autograd.gradcheck(torch.sin, (x,)))
try:
    torch.autograd.gradcheck(Square.apply, (x,))
except RuntimeError as error:
    print(error)
print("without an exception:", torch.autograd.gradcheck(Square.apply, (x,), raise_exception=False))
