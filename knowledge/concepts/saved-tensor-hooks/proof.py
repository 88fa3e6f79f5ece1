import gc
import weakref

import torch
from torch import nn
from torch.autograd.graph import disable_saved_tensors_hooks, save_on_cpu, saved_tensors_hooks
from torch.utils.checkpoint import checkpoint

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
x = torch.randn(5, 4)
calls = []


def note(name):
    def hook(t):
        calls.append((name, tuple(t.shape), torch.is_grad_enabled()))
        return t.detach()

    return hook


# pack runs in the forward pass, unpack in backward, each time that the tensor is needed; grad mode is off in both.
with saved_tensors_hooks(note("pack"), note("unpack")):
    loss = model(x).sum()
assert [call[0] for call in calls] == ["pack"] * 4
print("packed:", [shape for _, shape, _ in calls])
loss.backward(retain_graph=True)  # outside of the block
loss.backward()
assert [call[0] for call in calls] == ["pack"] * 4 + ["unpack"] * 8
assert not any(recording for *_, recording in calls)
model(x)  # what is saved outside of the block passes by
assert len(calls) == 12

# Whatever pack returns is kept: a file name, a tuple. The gradients are the same, those of second order as well.
storehouse = {}


def store(t):
    name = f"tensor-{len(storehouse)}"
    storehouse[name] = t.detach().clone()
    return name


w = torch.tensor([2.0], requires_grad=True)
gradients = []
for hooks in (saved_tensors_hooks(lambda t: t.detach(), lambda t: t), saved_tensors_hooks(store, storehouse.get)):
    with hooks:
        y = (w * 3) ** 3
    (first,) = torch.autograd.grad(y, w, create_graph=True)
    gradients.append((first.item(), torch.autograd.grad(first, w)[0].item()))
assert gradients == [(324.0, 324.0)] * 2  # 81 w**2 and 162 w at w = 2
with saved_tensors_hooks(lambda t: 0, lambda packed: packed):
    y = w**3
try:
    y.backward()
except TypeError as error:
    print("unpack:", error)
else:
    raise AssertionError("a number was taken for a tensor")

# pack must not write to its input, and what it returns must not hold it: an operation that saves its result leaks.
with saved_tensors_hooks(lambda t: t.mul_(2), lambda t: t):
    try:
        (w * 1) ** 2
    except RuntimeError as error:
        assert "modifying its input in place" in str(error)
    else:
        raise AssertionError("pack wrote to its input")


class Token:
    pass


def survives(pack):
    with saved_tensors_hooks(pack, lambda t: t):
        result = w.exp()
    token = Token()
    result.grad_fn.metadata["token"] = token
    alive = weakref.ref(token)
    del result, token
    gc.collect()
    return alive() is not None


print("still in memory: lambda t: t", survives(lambda t: t), " detach()", survives(lambda t: t.detach()))
assert survives(lambda t: t) and not survives(lambda t: t.detach())


# What a Function saves passes through the hooks, an attribute of ctx does not.
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t, saved):
        if saved:
            ctx.save_for_backward(t)
        else:
            ctx.t = t
        return t**2

    @staticmethod
    def backward(ctx, grad_output):
        (t,) = ctx.saved_tensors or (ctx.t,)
        return grad_output * 2 * t, None


for saved in (True, False):
    calls.clear()
    with saved_tensors_hooks(note("pack"), note("unpack")):
        Square.apply(w, saved)
    assert len(calls) == saved

# Of nested hooks the inner ones count, and non-reentrant checkpointing uses hooks of its own.
order = []
with saved_tensors_hooks(lambda t: order.append("outer"), lambda t: t):
    with saved_tensors_hooks(lambda t: order.append("inner"), lambda t: t):
        w.exp()
assert order == ["inner"]

runs, leaf = [], x.clone().requires_grad_()


def forward(t):
    runs.append(1)
    return model(t)


def offloaded_inside(t):
    runs.append(1)
    with save_on_cpu():
        return model(t)


packed = []
with saved_tensors_hooks(lambda t: packed.append(tuple(t.shape)) or t.detach(), lambda t: t):
    loss = checkpoint(forward, leaf, use_reentrant=False).sum()
loss.backward()
print("checkpoint inside the block: packed", packed, " forward ran", len(runs), "times")
assert (5, 8) not in packed and (5, 4) in packed and len(runs) == 2
runs.clear()
checkpoint(offloaded_inside, leaf, use_reentrant=False).sum().backward()
print("save_on_cpu inside the checkpoint: forward ran", len(runs), "time")
assert len(runs) == 1

# torch.func refuses the hooks, and one can forbid them.


def gradient_by_func():
    torch.func.grad(lambda t: t.exp().sum())(torch.ones(2))


def forbidden():
    with disable_saved_tensors_hooks("no saved tensor hooks here"):
        w.exp()


for program in (gradient_by_func, forbidden):
    with saved_tensors_hooks(lambda t: t.detach(), lambda t: t):
        try:
            program()
        except RuntimeError as error:
            print(f"{program.__name__}:", str(error).split(".")[0][:70])
            assert "saved tensor hooks" in str(error)
        else:
            raise AssertionError("hooks were accepted")

# A node shows what it saved, and takes hooks of its own.
y = w.exp()
assert torch.equal(y.grad_fn._saved_result, y)
z = w * torch.ones(1)
assert z.grad_fn._saved_self is None and z.grad_fn._saved_other is not None  # w is not needed for the gradient of w
z.grad_fn._raw_saved_other.register_hooks(lambda t: t.detach(), lambda t: t * 10)
w.grad = None
z.backward()
assert w.grad.item() == 10
try:
    z.grad_fn._saved_other
except RuntimeError as error:
    assert "after they have already been freed" in str(error)
else:
    raise AssertionError("still there after backward")
