import torch
from torch import nn

model = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
x = torch.randn(24, 6)
labels = torch.arange(4).repeat(6)
same = labels.unsqueeze(0) == labels.unsqueeze(1)

for step in range(30):
    embeddings = model(x)
    difference = embeddings.unsqueeze(0) - embeddings.unsqueeze(1)
    distance = difference.pow(2).sum(dim=2).sqrt()
    distance = distance.masked_fill(torch.eye(24, dtype=torch.bool), 0.0)
    hardest_positive = (distance * same).amax(dim=1)
    hardest_negative = (distance + 1e3 * same).amin(dim=1)
    loss = torch.relu(hardest_positive - hardest_negative + 1.0).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
