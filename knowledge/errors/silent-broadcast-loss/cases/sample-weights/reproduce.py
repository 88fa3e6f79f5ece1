import torch
from torch import nn
from torch.nn.functional import cross_entropy

model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, labels = torch.randn(32, 4), (torch.arange(32) < 4).long()
weights = torch.where(labels == 1, 10.0, 1.0).unsqueeze(1)
for step in range(5):
    optimizer.zero_grad()
    per_sample = cross_entropy(model(x), labels, reduction="none")
    loss = (weights * per_sample).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
