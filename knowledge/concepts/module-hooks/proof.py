import copy
import warnings

import torch
from torch import nn

warnings.simplefilter("ignore")  # the first layer's hook fires without a gradient for its input, and warns
x = torch.randn(5, 3)


def shapes(gradients):
    return [None if g is None else tuple(g.shape) for g in gradients]


# A forward hook gets the positional arguments as a tuple, and what it returns replaces the output.
layer, seen = nn.Linear(3, 4), []
layer.register_forward_hook(lambda module, args, output: seen.append((type(args), output.shape)))
layer(x)
assert seen == [(tuple, (5, 4))]
layer.register_forward_hook(lambda module, args, output: output * 0)
assert not layer(x).any()  # [^output-replaced]

# A pre-hook replaces the input; it may return the tensor or a tuple.
layer = nn.Linear(3, 4, bias=False)
layer.register_forward_pre_hook(lambda module, args: args[0] * 0)
assert not layer(x).any()


# Keyword arguments are left out unless they are asked for.
class Scale(nn.Module):
    def forward(self, x, factor=1):
        return x * factor


scale, seen = Scale(), []
scale.register_forward_hook(lambda module, args, output: seen.append(len(args)))
scale.register_forward_hook(lambda module, args, kwargs, output: seen.append(sorted(kwargs)), with_kwargs=True)
scale(x, factor=2)
assert seen == [1, ["factor"]]

# Full backward hooks: gradients of the outputs and of the inputs, as tuples; in the order of backward.
model, seen = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)), []
for layer in model:
    layer.register_full_backward_hook(lambda module, gi, go: seen.append((shapes(gi), shapes(go))))
model(x).sum().backward()
print("grad_input, grad_output:", seen)
assert seen == [([(5, 4)], [(5, 2)]), ([(5, 4)], [(5, 4)]), ([None], [(5, 4)])]  # [^first-layer-none]

# It is told nothing of parameters, and their .grad may be there or not.
model, filled = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)), []
for layer in (model[0], model[2]):
    layer.register_full_backward_hook(lambda module, gi, go: filled.append(module.weight.grad is not None))
model(x).sum().backward()
print("weight.grad is there when the hook runs:", filled)
assert filled == [True, False]  # [^no-promise]

# What a full hook returns replaces the gradient of the input; the weights are not touched by it. A pre-hook's does.
for register, kept in (("register_full_backward_hook", True), ("register_full_backward_pre_hook", False)):
    layer, given = nn.Linear(3, 4), torch.ones(5, 3, requires_grad=True)
    getattr(layer, register)(lambda module, *gradients: (gradients[0][0] * 0,))
    layer(given).sum().backward()
    print(f"{register}: input", given.grad.abs().sum().item(), " weight", layer.weight.grad.abs().sum().item())
    assert not given.grad.any() and layer.weight.grad.any() == kept

# A module that is used twice calls its hook twice, the last use first.
tanh, seen = nn.Tanh(), []
tanh.register_full_backward_hook(lambda module, gi, go: seen.append(shapes(go)))
tanh(nn.Linear(4, 5)(tanh(nn.Linear(3, 4)(x)))).sum().backward()
assert seen == [[(5, 5)], [(5, 4)]]

# It is not called where the output is no tensor or tuple of tensors, or where no gradient passes.


class ReturnsDict(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)

    def forward(self, x):
        return {"logits": self.layer(x)}


module, seen = ReturnsDict(), []
module.register_full_backward_hook(lambda *arguments: seen.append("called"))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    module(x)["logits"].sum().backward()
assert seen == [] and "should be a Tensor or a tuple of Tensors" in str(caught[0].message)
layer = nn.Linear(3, 2)
layer.register_full_backward_hook(lambda *arguments: seen.append("called"))
out = layer(x.clone().requires_grad_()).sum()
torch.autograd.grad(out, layer.weight)
with torch.no_grad():
    layer(x)
assert seen == []  # [^not-called]

# Order: as registered, prepend=True before; a handle removes; a copy of the module has the hooks, too.
layer, seen = nn.Linear(3, 2), []
layer.register_forward_hook(lambda *arguments: seen.append("first"))
handle = layer.register_forward_hook(lambda *arguments: seen.append("second"))
layer.register_forward_hook(lambda *arguments: seen.append("prepended"), prepend=True)
layer(x)
assert seen == ["prepended", "first", "second"]
handle.remove()
with layer.register_forward_hook(lambda *arguments: seen.append("inside")):
    layer(x)
copy.deepcopy(layer)(x)
print("order:", seen)
assert seen[3:] == ["prepended", "first", "inside", "prepended", "first"]

# A full hook turns what passes through the module into views: an in-place operation behind it is refused.
model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(inplace=True))
model[0].register_full_backward_hook(lambda *arguments: None)
try:
    model(x)
except RuntimeError as error:
    assert "BackwardHookFunction is a view and is being modified inplace" in str(error)
else:
    raise AssertionError("no error")

# The old hook hangs on the last operation: of a Sequential it never sees the input's gradient.
model, seen = nn.Sequential(nn.Linear(3, 4), nn.Tanh()), []
model.register_backward_hook(lambda module, gi, go: seen.append(shapes(gi)))
model(x.clone().requires_grad_()).sum().backward()
print("old hook, grad_input:", seen)
assert seen == [[(5, 4)]]
