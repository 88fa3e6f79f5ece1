import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))
model.eval()
outputs = [model(torch.ones(8, 2)) for _ in range(3)]
print("model.eval():            graphs kept:", sum(output.grad_fn is not None for output in outputs))
assert all(output.grad_fn is not None for output in outputs)

outputs[0].sum().backward()
assert all(parameter.grad is not None for parameter in model.parameters())
print("parameters with a gradient after backward():", sum(p.grad is not None for p in model.parameters()))

with torch.no_grad():
    outputs = [model(torch.ones(8, 2)) for _ in range(3)]
print("model.eval() and no_grad: graphs kept:", sum(output.grad_fn is not None for output in outputs))
assert all(output.grad_fn is None for output in outputs)
