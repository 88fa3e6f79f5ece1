import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore", message="Full backward hook is firing")

model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(64, 8), torch.randint(3, (64,))
norms = []


def log_weight_norm(module, grad_input, grad_output):
    gradient = module.weight.grad
    norms.append(None if gradient is None else gradient.norm().item())


model[0].register_full_backward_hook(log_weight_norm)
for step in range(4):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(norms)
