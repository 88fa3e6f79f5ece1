import torch
from torch import nn

model = nn.Linear(3, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
clean = torch.randn(16, 3)
noisy = clean + 0.3 * torch.randn(16, 3)
for step in range(3):
    optimizer.zero_grad()
    target = torch.asarray(model(clean))
    loss = ((model(noisy) - target) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
