import torch
from torch import nn
from torch.nn import functional as F

model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=1e-5)
x = 4 * torch.randint(0, 256, (64, 64)).float()  # sensor values as they come, up to 1020
y = torch.randint(0, 5, (64,))

for step in range(30):
    probs = F.softmax(model(x), dim=1)
    loss = -torch.log(probs[torch.arange(64), y] + 1e-8).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
