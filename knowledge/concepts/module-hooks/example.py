import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
features = {}


def save(module, args, output):
    features["tanh"] = output.detach()


def show(module, grad_input, grad_output):
    print(type(module).__name__, [g.shape for g in grad_output], [g if g is None else g.shape for g in grad_input])


handles = [model[1].register_forward_hook(save)]
handles += [layer.register_full_backward_hook(show) for layer in (model[1], model[2])]

model(torch.randn(5, 3)).sum().backward()
print("kept:", features["tanh"].shape)

for handle in handles:
    handle.remove()
model(torch.randn(5, 3)).sum().backward()
