import torch
from torch.autograd import Function

seen = []


class Product(Function):
    @staticmethod
    def forward(ctx, x, weight):
        seen.append(ctx.needs_input_grad)
        ctx.save_for_backward(x, weight)
        return x * weight

    @staticmethod
    def backward(ctx, grad_output):
        seen.append(ctx.needs_input_grad)
        x, weight = ctx.saved_tensors
        return grad_output * weight, grad_output * x


def flags(action):
    seen.clear()
    action()
    return seen[-1]


x = torch.ones(2, requires_grad=True)
weight = torch.ones(2, requires_grad=True)

# autograd.grad asks for the weight alone, and so does backward(inputs=...). The flags are those of requires_grad.
only_weight = flags(lambda: torch.autograd.grad(Product.apply(x, weight).sum(), weight))
print("autograd.grad(loss, weight):     ", only_weight)
assert only_weight == (True, True)
only_weight = flags(lambda: Product.apply(x, weight).sum().backward(inputs=[weight]))
print("loss.backward(inputs=[weight]):  ", only_weight)
assert only_weight == (True, True) and x.grad is None

# Under no_grad there is no graph, and forward sees the same flags.
with torch.no_grad():
    without_graph = flags(lambda: Product.apply(x, weight))
print("forward under no_grad:           ", without_graph)
assert without_graph == (True, True)

# They were settled by forward: what is frozen afterwards still counts as needed.
y = Product.apply(x, weight)
x.requires_grad_(False)
frozen_later = flags(lambda: y.sum().backward())
print("x frozen after forward:          ", frozen_later)
assert frozen_later == (True, True)
assert flags(lambda: Product.apply(x, weight).sum().backward()) == (False, True)
