import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
features = torch.randn(128, 4)
labels = features[:, :3].argmax(dim=1)
for step in range(100):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(features), labels).backward()
    optimizer.step()

x = torch.randn(4, requires_grad=True)
scores = model(x)
rows = []
for i in range(3):
    x.grad = None
    scores[i].backward(retain_graph=True)
    rows.append(x.grad)
jacobian = torch.stack(rows)
print(jacobian)
