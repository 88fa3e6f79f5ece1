import gc
import json
import weakref

import torch
from torch.autograd import Function

x = torch.tensor([0.0, 1.0], requires_grad=True)


class Saved(Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * ctx.saved_tensors[0]


class Attribute(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.y = x.exp()
        return ctx.y

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * ctx.y


def freed_by_backward(function):
    y = function.apply(x)
    y.sum().backward()
    try:
        y.sum().backward()
    except RuntimeError:
        return True
    return False


def notices_in_place(function):
    y = function.apply(x)
    y += 1
    try:
        y.sum().backward()
    except RuntimeError:
        return True
    return False


def freed_by_del(function):
    gc.collect()
    gc.disable()
    y = function.apply(x)
    node = weakref.ref(y.grad_fn)
    del y
    freed = node() is None
    gc.enable()
    return freed


def seen_by_hooks(function):
    seen = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: seen.append(t) or t, lambda t: t):
        function.apply(x)
    return bool(seen)


tests = [
    ("y += 1; backward() → RuntimeError", notices_in_place),
    ("backward() → del saved", freed_by_backward),
    ("del y → del ctx", freed_by_del),
    ("saved_tensors_hooks", seen_by_hooks),
]
rows = [[name, *("yes" if test(function) else "no" for function in (Saved, Attribute))] for name, test in tests]
print(json.dumps({"table": {"columns": ["", "ctx.save_for_backward(y)", "ctx.y = y"], "rows": rows}}))
