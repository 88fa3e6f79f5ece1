import torch
from torch import nn

x = torch.ones(2)
w = torch.ones(2, requires_grad=True)
print("x:", x.requires_grad, " w:", w.requires_grad, " x * w:", (x * w).requires_grad)
print("x * w > 0:", (x * w > 0).requires_grad)
with torch.no_grad():
    print("under no_grad:", (x * w).requires_grad)

model = nn.Linear(2, 1)
print("a layer's weight:", model.weight.requires_grad)
model.requires_grad_(False)
print("frozen:", model.weight.requires_grad)

x.requires_grad_()  # before the forward pass
model(x).sum().backward()
print("x.grad:", x.grad.shape, " model.weight.grad:", model.weight.grad)
