import warnings

import torch
from torch import nn

warnings.simplefilter("ignore")  # the old form is deprecated
x = torch.ones(5, 3, requires_grad=True)
shapes = {}
for name in ("register_full_backward_hook", "register_backward_hook"):
    layer = nn.Linear(3, 4)
    getattr(layer, name)(lambda module, gi, go, name=name: shapes.update({name: [tuple(g.shape) for g in gi]}))
    layer(x).sum().backward()
    print(f"{name}: {shapes[name]}")

assert shapes["register_full_backward_hook"] == [(5, 3)]
assert shapes["register_backward_hook"] == [(4,), (5, 3), (3, 4)]
assert layer.weight.grad.shape == (4, 3)
print("weight.grad after backward():", tuple(layer.weight.grad.shape))
