import torch
from torch import nn

block = nn.Sequential(nn.Linear(8, 16), nn.LayerNorm(16), nn.Tanh())
model = nn.Sequential(block, nn.Linear(16, 3))
params = []
for module in list(model.modules())[1:]:
    params += [p for p in module.parameters() if p.requires_grad]
optimizer = torch.optim.SGD(params, lr=0.1)

x, y = torch.randn(32, 8), torch.randint(3, (32,))
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
