import torch
from torch import nn

x = torch.tensor([0.3, 1.6, -2.4], requires_grad=True)
(torch.round(x) * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
print("round:           x.grad", x.grad)

x.grad = None
y = x + (torch.round(x) - x).detach()
(y * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
print("straight-through: value", y.detach(), "x.grad", x.grad)

# A layer whose weights are rounded to multiples of 0.25 learns all the same.
torch.manual_seed(0)
layer = nn.Linear(3, 1, bias=False)
optimizer = torch.optim.Adam(layer.parameters(), lr=0.05)
data = torch.randn(64, 3)
target = data @ torch.tensor([[0.5], [-1.25], [0.75]])
for _ in range(200):
    rounded = layer.weight + (torch.round(4 * layer.weight) / 4 - layer.weight).detach()
    loss = ((data @ rounded.T - target) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("learned:", rounded.detach(), "loss", loss.item())
