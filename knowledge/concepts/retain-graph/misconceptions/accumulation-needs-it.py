import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
x, y = torch.randn(8, 3), torch.randn(8, 1)

for x_part, y_part in zip(x.chunk(4), y.chunk(4)):
    loss = ((model(x_part) - y_part) ** 2).mean()
    (loss / 4).backward()
accumulated = model[0].weight.grad.clone()

model.zero_grad()
((model(x) - y) ** 2).mean().backward()
difference = (accumulated - model[0].weight.grad).abs().max().item()
print("four parts without retain_graph, against the whole batch: difference below 1e-6:", difference < 1e-6)
assert torch.allclose(accumulated, model[0].weight.grad, atol=1e-6)
