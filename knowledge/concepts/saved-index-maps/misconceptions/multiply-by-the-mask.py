import torch

last = torch.tensor([False, False, True, True, False, True])
grad_sums = torch.tensor([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], dtype=torch.float64)

# Three output rows and six input rows: there is nothing to multiply.
try:
    grad_sums * last[:, None]
except RuntimeError as error:
    print("grad * mask:", str(error)[:60])
else:
    raise AssertionError("the shapes fit after all")


class OnlyTheMaskedRows(torch.autograd.Function):
    """Sends the gradient to the rows on which the mask is true, and to no other."""

    @staticmethod
    def forward(ctx, rows):
        ends = rows.cumsum(0)[last]
        return torch.cat([ends[:1], ends[1:] - ends[:-1]])

    @staticmethod
    def backward(ctx, grad_sums):
        grad_rows = torch.zeros(6, 2, dtype=grad_sums.dtype)
        grad_rows[last] = grad_sums
        return grad_rows


rows = torch.arange(12.0, dtype=torch.float64).reshape(6, 2).requires_grad_()
OnlyTheMaskedRows.apply(rows).backward(grad_sums)
print("rows.grad  ", rows.grad[:, 0].tolist())
assert rows.grad[[0, 1, 4]].eq(0).all()
assert not torch.autograd.gradcheck(OnlyTheMaskedRows.apply, rows, raise_exception=False)
print("gradcheck   failed: rows 0, 1 and 4 were summed and get nothing")
