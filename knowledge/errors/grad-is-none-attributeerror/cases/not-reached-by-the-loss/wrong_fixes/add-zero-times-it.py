import torch
from torch import nn


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)
        self.first, self.second = nn.Linear(8, 1), nn.Linear(8, 1)

    def forward(self, x, task):
        hidden = torch.tanh(self.body(x))
        return self.first(hidden) if task == 0 else self.second(hidden)


model = TwoHeads()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=0.01)
x, y = torch.randn(16, 4), torch.randn(16, 1)
norms = []
for step in range(10):
    optimizer.zero_grad()
    loss = ((model(x, task=0) - y) ** 2).mean()
    loss = loss + 0 * model(x, task=1).sum()
    loss.backward()
    norms.append(sum(p.grad.norm() ** 2 for p in model.parameters()).sqrt().item())
    optimizer.step()
print(norms[-1])
