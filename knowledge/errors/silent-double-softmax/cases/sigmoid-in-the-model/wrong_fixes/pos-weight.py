import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid())
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x = torch.randn(64, 2)
y = (x[:, :1] + x[:, 1:] > 0.5).float()
criterion = nn.BCEWithLogitsLoss(pos_weight=(y == 0).sum() / (y == 1).sum())
for step in range(100):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
predicted = torch.sigmoid(model(x)) > 0.5
print("loss", loss.item(), "predicted", predicted.sum().item(), "of", y.sum().item())
