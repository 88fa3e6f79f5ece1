import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
x = torch.ones(4, 2, requires_grad=True)
first = model[0].weight

print("autograd.grad returns", [tuple(g.shape) for g in torch.autograd.grad(model(x).mean(), [x, first])])
print("x.grad:", x.grad, "| first.grad:", first.grad)

print("backward() returns", model(x).mean().backward())
print("x.grad:", tuple(x.grad.shape), "| first.grad:", tuple(first.grad.shape))

before = first.grad.clone()
model(x).mean().backward()
print("after another backward(), first.grad has doubled:", torch.allclose(first.grad, 2 * before))

model.zero_grad()
model(x).mean().backward(inputs=[first])
print("backward(inputs=[first]):", {name: p.grad is not None for name, p in model.named_parameters()})
