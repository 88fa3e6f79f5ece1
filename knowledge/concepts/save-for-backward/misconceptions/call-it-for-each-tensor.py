import torch
from torch.autograd import Function


class Product(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a)
        ctx.save_for_backward(b)
        return a * b

    @staticmethod
    def backward(ctx, grad_output):
        a, b = ctx.saved_tensors
        return grad_output * b, grad_output * a


class ProductSavedOnce(Product):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b


a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(5.0, requires_grad=True)
y = Product.apply(a, b)
print("saved_tensors:", len(y.grad_fn.saved_tensors), " the last one:", y.grad_fn.saved_tensors[0] is b)
assert len(y.grad_fn.saved_tensors) == 1 and y.grad_fn.saved_tensors[0] is b
try:
    y.backward()
except ValueError as error:
    print("backward:", error)
else:
    raise AssertionError("the second call added to the first")

ProductSavedOnce.apply(a, b).backward()
print("once: a.grad", a.grad.item(), " b.grad", b.grad.item())
assert a.grad.item() == 5.0 and b.grad.item() == 2.0
