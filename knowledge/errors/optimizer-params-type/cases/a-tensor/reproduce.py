import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 2))
model.requires_grad_(False)
prompt = nn.Parameter(torch.zeros(8))
optimizer = torch.optim.SGD(prompt, lr=0.1)

x, y = torch.randn(32, 8), torch.zeros(32, dtype=torch.long)
for step in range(10):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x + prompt), y)
    loss.backward()
    optimizer.step()
print(loss.item())
