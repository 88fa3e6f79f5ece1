import torch
from torch import nn
from torch.func import functional_call, grad_and_value, stack_module_state, vmap


class Forecaster(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(3, 8, batch_first=True)
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        output, _ = self.gru(x)
        return self.head(output[:, -1])


members = [Forecaster() for _ in range(4)]
params, _ = stack_module_state(members)
base = members[0]
optimizer = torch.optim.SGD(params.values(), lr=0.05)
x, y = torch.randn(16, 10, 3), torch.randn(16, 1)


def loss_of(params, x, y):
    return ((functional_call(base, params, (x,)) - y) ** 2).mean()


for step in range(3):
    optimizer.zero_grad()
    gradients, losses = vmap(grad_and_value(loss_of), in_dims=(0, None, None))(params, x, y)
    for name, gradient in gradients.items():
        params[name].grad = gradient
    loss = losses.sum()
    optimizer.step()
    print(step, loss.item())
