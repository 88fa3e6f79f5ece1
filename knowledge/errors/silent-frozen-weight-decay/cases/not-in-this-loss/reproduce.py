import torch
from torch import nn

trunk = nn.Sequential(nn.Linear(8, 16), nn.Tanh())
heads = nn.ModuleList([nn.Linear(16, 3), nn.Linear(16, 3)])
model = nn.ModuleList([trunk, heads])
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

x, y = torch.randn(64, 8), torch.randint(3, (2, 64))
for step in range(10):
    task = step % 2
    loss = nn.functional.cross_entropy(heads[task](trunk(x)), y[task])
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    optimizer.step()
    print(step, heads[0].weight.norm().item(), heads[1].weight.norm().item())
