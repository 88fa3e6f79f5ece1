import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(inplace=True))
kept = {}


def save(module, args, output):
    kept["as it came"], kept["detached"], kept["a copy"] = output, output.detach(), output.detach().clone()


model[0].register_forward_hook(save)
model(torch.randn(5, 3))
for name, tensor in kept.items():
    print(f"{name}: lowest {tensor.min().item():.2f}, history {tensor.grad_fn is not None}")
assert kept["as it came"].min() >= 0 and kept["detached"].min() >= 0  # overwritten by the ReLU
assert kept["a copy"].min() < 0
assert kept["as it came"].grad_fn is not None and kept["detached"].grad_fn is None
