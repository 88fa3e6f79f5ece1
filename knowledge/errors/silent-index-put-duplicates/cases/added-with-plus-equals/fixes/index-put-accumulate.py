import torch
from torch import nn


class GraphLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.message = nn.Linear(4, 4)

    def forward(self, x, source, target):
        messages = self.message(x[source])
        out = torch.zeros_like(x)
        out.index_put_((target,), messages, accumulate=True)
        return out


layer = GraphLayer()
optimizer = torch.optim.SGD(layer.parameters(), lr=0.02)
x, source, target = torch.randn(12, 4), torch.randint(12, (40,)), torch.randint(12, (40,))
adjacency = torch.zeros(12, 12)
for i, j in zip(source, target):
    adjacency[j, i] += 1
wanted = adjacency @ x @ torch.diag(torch.tensor([1.0, -1.0, 0.5, 2.0]))
for epoch in range(100):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(layer(x, source, target), wanted)
    loss.backward()
    optimizer.step()
print(loss.item())
