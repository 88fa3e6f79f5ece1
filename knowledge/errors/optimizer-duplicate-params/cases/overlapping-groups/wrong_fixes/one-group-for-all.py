import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 3))
backbone, head = model[0], model[2]
groups = [
    {"params": list(backbone.parameters()), "lr": 0.01},
    {"params": list(model.parameters())},
]
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

x, y = torch.randn(32, 8), torch.randint(3, (32,))
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
