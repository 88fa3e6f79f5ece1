import torch
from torch import nn
from torch.nn.functional import cross_entropy

encoder = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 6))
x, labels = torch.randn(30, 8), torch.arange(30) % 3
with torch.inference_mode():
    features = encoder(x)
    start = torch.stack([features[labels == k].mean(0) for k in range(3)])  # one prototype for each class
prototypes = nn.Parameter(start.detach())
optimizer = torch.optim.SGD([prototypes], lr=0.1)
for step in range(3):
    loss = cross_entropy(-torch.cdist(encoder(x).detach(), prototypes), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
