import torch
from torch import nn

model = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.Dropout(0.5))
x = torch.randn(16, 3)

model.train()
with torch.no_grad():
    first, second = model(x), model(x)
print("train(), no_grad:", first.grad_fn, "| the same twice:", torch.equal(first, second))

model.eval()
first, second = model(x), model(x)
print("eval():", first.grad_fn.name(), "| the same twice:", torch.equal(first, second))

with torch.no_grad():
    first, second = model(x), model(x)
print("eval(), no_grad:", first.grad_fn, "| the same twice:", torch.equal(first, second))

with torch.inference_mode(), torch.enable_grad():
    print("enable_grad inside inference_mode:", model(x).grad_fn)
