import torch
from torch.autograd.function import Function, once_differentiable


def exponential(decorate):
    class Exponential(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.exp()

        @staticmethod
        @decorate
        def backward(ctx, grad_output):
            result = grad_output * ctx.saved_tensors[0].exp()
            recorded.append(result.grad_fn is not None)
            return result

    return Exponential


x = torch.ones(3, requires_grad=True)
for name, decorate in (("plain", lambda backward: backward), ("marked", once_differentiable)):
    for create_graph in (False, True):
        recorded = []
        torch.autograd.grad(exponential(decorate).apply(x).pow(2).sum(), x, create_graph=create_graph)
        print(f"{name:6} create_graph={create_graph!s:5} backward was recorded:", recorded[0])
        assert recorded == [create_graph and name == "plain"]
