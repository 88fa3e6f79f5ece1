import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
for parameter in model.parameters():
    parameter.requires_grad = False
head = model[2]

x, y = torch.randn(16, 4), torch.randn(16, 1)
x.requires_grad_()
optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
start = head.weight.detach().clone()
for step in range(5):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print("moved by", (head.weight - start).abs().max().item())
