import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(8, 3), torch.randn(8, 1)
start = model.weight.detach().clone()
for step in range(5):
    optimizer.zero_grad()
    error = ((model(x) - y) ** 2).mean().item()
    loss = torch.tensor(error, requires_grad=True)
    loss.backward()
    optimizer.step()
print("moved by", (model.weight - start).abs().max().item())
