import torch
from torch import nn

layer, calls = nn.Linear(3, 2), []
layer.register_forward_hook(lambda module, args, output: calls.append("forward hook"))
x = torch.ones(4, 3)

assert torch.equal(layer(x), layer.forward(x))
print("layer(x) and layer.forward(x):", calls)
assert calls == ["forward hook"]  # from layer(x) alone

model = nn.Sequential(layer, nn.Tanh())
model.register_forward_hook(lambda module, args, output: calls.append("hook of the model"))
calls.clear()
model.forward(x)
print("model.forward(x):", calls)
assert calls == ["forward hook"]  # the layers inside are still called
