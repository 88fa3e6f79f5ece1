import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(64, 8), torch.randint(3, (64,))
norms = {"0": [], "2": []}


def log_to(values):
    def hook(module, grad_input, grad_output):
        values.append(grad_output[0].norm().item())

    return hook


for name, values in norms.items():
    model.get_submodule(name).register_full_backward_hook(log_to(values))
for step in range(4):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
print(norms)
