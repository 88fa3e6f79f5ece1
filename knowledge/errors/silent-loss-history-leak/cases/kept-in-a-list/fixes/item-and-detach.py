import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
batches = [(torch.randn(16, 4), torch.randn(16, 1)) for _ in range(20)]

losses, outputs = [], []
for x, y in batches:
    output = model(x)
    loss = ((output - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    outputs.append(output.detach())
print("mean loss", sum(losses) / len(losses), "largest output", torch.cat(outputs).max())
