import torch
from torch import nn
from torch.nn.functional import mse_loss

model = nn.Sequential(nn.Linear(4, 32), nn.BatchNorm1d(32, momentum=0.99), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x = torch.randn(256, 4)
y = x.sum(1, keepdim=True)
batches = list(zip(x.split(4), y.split(4)))
for epoch in range(5):
    model.train()
    total = 0.0
    for inputs, targets in batches:
        optimizer.zero_grad()
        loss = mse_loss(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item()
    print("training loss", total / len(batches))

model.eval()
with torch.no_grad():
    prediction = model(x)
    alone = torch.cat([model(sample) for sample in x.split(1)])
print("evaluation loss", mse_loss(prediction, y).item())
