import torch
from torch.autograd import Function, gradcheck


class Bounded(Function):
    @staticmethod
    def forward(ctx, x):
        return x.clamp(max=2.0)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output  # also where the bound was reached


small = torch.tensor([0.3, -1.2, 0.7], dtype=torch.float64, requires_grad=True)
large = torch.tensor([0.3, -1.2, 2.7], dtype=torch.float64, requires_grad=True)
for name, x in {"below the bound": small, "one above it": large}.items():
    print(f"{name}:", gradcheck(Bounded.apply, (x,), raise_exception=False))
assert gradcheck(Bounded.apply, (small,))
assert not gradcheck(Bounded.apply, (large,), raise_exception=False)


class RowMean(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.rows, ctx.columns = x.shape
        return x.mean(1)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output[:, None].expand(-1, ctx.columns) / ctx.rows  # a row has `columns` elements


for shape in ((3, 3), (3, 2)):
    x = torch.randn(shape, dtype=torch.float64, requires_grad=True)
    passed = gradcheck(RowMean.apply, (x,), raise_exception=False)
    print(f"{shape[0]} x {shape[1]}:", passed)
    assert passed == (shape == (3, 3))
