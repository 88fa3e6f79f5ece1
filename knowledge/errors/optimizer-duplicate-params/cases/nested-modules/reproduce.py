import torch
from torch import nn

block = nn.Sequential(nn.Linear(8, 16), nn.LayerNorm(16), nn.Tanh())
model = nn.Sequential(block, nn.Linear(16, 3))
groups = []
for module in model.modules():
    decay = 0.0 if isinstance(module, nn.LayerNorm) else 0.1
    groups.append({"params": list(module.parameters()), "weight_decay": decay})
optimizer = torch.optim.SGD(groups, lr=0.1)

x, y = torch.randn(32, 8), torch.randint(3, (32,))
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
