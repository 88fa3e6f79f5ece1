import torch
from torch import nn

main, helpers = nn.Linear(3, 1), nn.ModuleList([nn.Linear(3, 1), nn.Linear(3, 1)])
optimizer = torch.optim.SGD([*main.parameters(), *helpers.parameters()], lr=0.1)
x, y = torch.randn(16, 3), torch.randn(16, 1)
start = helpers[0].weight.detach().clone()
for step in range(5):
    optimizer.zero_grad()
    losses = []
    for helper in helpers:
        losses.append(((helper(x) - y) ** 2).mean())
    loss = ((main(x) - y) ** 2).mean() + torch.tensor(losses).sum()
    loss.backward()
    optimizer.step()
print("moved by", (helpers[0].weight - start).abs().max().item())
