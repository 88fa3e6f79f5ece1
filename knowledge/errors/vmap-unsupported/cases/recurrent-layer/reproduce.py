import torch
from torch import nn
from torch.func import functional_call, stack_module_state, vmap


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


def predict(params, x):
    return functional_call(base, params, (x,))


for step in range(3):
    optimizer.zero_grad()
    predictions = vmap(predict, in_dims=(0, None))(params, x)
    loss = ((predictions - y) ** 2).mean(dim=(1, 2)).sum()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
