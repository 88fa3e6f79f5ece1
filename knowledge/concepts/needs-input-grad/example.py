import torch


class Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, scale, weight):
        ctx.save_for_backward(x, weight)
        ctx.scale = scale
        return scale * x @ weight.T

    @staticmethod
    def backward(ctx, grad_output):
        print("needs_input_grad:", ctx.needs_input_grad)
        x, weight = ctx.saved_tensors
        grad_x = ctx.scale * grad_output @ weight if ctx.needs_input_grad[0] else None
        grad_weight = ctx.scale * grad_output.T @ x if ctx.needs_input_grad[2] else None
        return grad_x, None, grad_weight


x, weight = torch.ones(4, 3), torch.ones(2, 3)
Linear.apply(x, 0.5, weight.requires_grad_()).sum().backward()
print("data, weight trained: ", weight.grad)
h = (2 * x).requires_grad_()
Linear.apply(h, 0.5, weight.detach()).sum().backward()
print("weight frozen:        ", h.grad[0])
