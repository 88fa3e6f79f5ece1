import torch
from torch import nn
from torch.nn import functional as F

model = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 1, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(8, 1, 12, 12)
mask = (F.avg_pool2d(x, 3, stride=1, padding=1) > 0).float()

for step in range(10):
    logits = model(x)
    hard = 1 + 4 * (torch.sigmoid(logits) - mask).abs()  # more weight where the prediction is wrong
    with torch.no_grad():
        loss = F.binary_cross_entropy_with_logits(logits, mask, weight=hard)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
