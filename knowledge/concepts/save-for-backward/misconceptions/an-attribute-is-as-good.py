import gc
import weakref

import torch
from torch.autograd import Function


class Saved(Function):
    @staticmethod
    def forward(ctx, x):
        output = x.exp()
        ctx.save_for_backward(output)
        return output

    @staticmethod
    def backward(ctx, grad_output):
        (output,) = ctx.saved_tensors
        return grad_output * output


class Attribute(Function):
    @staticmethod
    def forward(ctx, x):
        output = x.exp()
        ctx.output = output
        return output

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * ctx.output


def outlives_its_last_name(function):
    gc.collect()
    gc.disable()
    y = function.apply(x)
    node = weakref.ref(y.grad_fn)
    del y
    alive = node() is not None
    gc.enable()
    return alive


x = torch.tensor([0.0, 1.0], requires_grad=True)
expected = x.detach().exp()

# In place: one raises, the other takes the changed values for the saved ones.
for function in (Saved, Attribute):
    x.grad = None
    y = function.apply(x)
    y += 1
    try:
        y.sum().backward()
    except RuntimeError as error:
        print(f"{function.__name__:9} after += 1:", str(error)[:60], "...")
        assert function is Saved
    else:
        print(f"{function.__name__:9} after += 1: x.grad / exp(x) =", (x.grad / expected).tolist())
        assert function is Attribute and torch.equal(x.grad, expected + 1)

# Memory: output -> grad_fn -> ctx.output -> output is a cycle that only the garbage collector ends.
for function in (Saved, Attribute):
    print(f"{function.__name__:9} outlives its last name:", outlives_its_last_name(function))
assert not outlives_its_last_name(Saved)
assert outlives_its_last_name(Attribute)

# backward() frees what was saved; the attribute stays as long as the node.
y = Attribute.apply(x)
y.sum().backward()
assert y.grad_fn.output is not None
