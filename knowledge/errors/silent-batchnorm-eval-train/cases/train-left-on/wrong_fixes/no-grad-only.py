import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x, test = torch.randn(64, 4), torch.randn(32, 4)
y = x.sum(1, keepdim=True)
for step in range(30):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()

with torch.no_grad():
    together = model(test)
    alone = model(test[:4])
print("the same four samples differ by", round((together[:4] - alone).abs().max().item(), 4))
