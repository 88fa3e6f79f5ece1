import torch
from torch import nn

model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
criterion = nn.BCEWithLogitsLoss()
x = torch.randn(64, 2)
y = (x[:, :1] + x[:, 1:] > 0.5).float()
for step in range(100):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
predicted = model(x) > 0.5
print("loss", loss.item(), "predicted", predicted.sum().item(), "of", y.sum().item())
