import torch
from torch.autograd import Function


class ReLU_(Function):
    @staticmethod
    def forward(ctx, x):
        mask = (x > 0).float()
        x.mul_(mask)
        ctx.mark_dirty(x)
        ctx.mark_non_differentiable(mask)
        ctx.save_for_backward(mask)
        return x, mask

    @staticmethod
    def backward(ctx, grad_output, grad_mask):
        return grad_output * ctx.saved_tensors[0]


w = torch.tensor([-1.0, 2.0], requires_grad=True)
a = w * 3
y, mask = ReLU_.apply(a)
print("y is a:", y is a, "| a.grad_fn:", a.grad_fn.name(), "| mask.requires_grad:", mask.requires_grad)
y.sum().backward()
print("w.grad:", w.grad)
