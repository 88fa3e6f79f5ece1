import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 100))
for parameter in model.parameters():
    parameter.grad = torch.full_like(parameter, 0.1)

largest = max(parameter.grad.abs().max().item() for parameter in model.parameters())
norm = clip_grad_norm_(model.parameters(), 1.0).item()
now = max(parameter.grad.abs().max().item() for parameter in model.parameters())
print(f"largest element {largest:.4f}, norm of all {norm:.2f}; after clipping to 1.0 the largest is {now:.4f}")
assert largest < 1.0 < norm
assert abs(now - largest / norm) < 1e-6
