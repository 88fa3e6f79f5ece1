import torch
from torch import nn

model = nn.Sequential(
    nn.Linear(6, 16),
    nn.BatchNorm1d(16),
    nn.ReLU(),
    nn.Linear(16, 16),
    nn.BatchNorm1d(16),
    nn.ReLU(),
    nn.Linear(16, 3),
)


def normalise(module, grad_input, grad_output):
    return (grad_input[0] / grad_input[0].std(),)


for module in model:
    if isinstance(module, nn.BatchNorm1d):
        module.register_backward_hook(normalise)

optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(32, 6), torch.randint(3, (32,))
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
