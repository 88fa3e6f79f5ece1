import torch
from torch import nn

model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid())
criterion = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, labels = torch.randn(40, 6), torch.randint(2, (40,))
for epoch in range(3):
    output = model(x).squeeze(1)
    target = labels.float()
    loss = criterion(output, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    accuracy = ((output > 0.5) == labels.bool()).float().mean()
    print(epoch, loss.item(), accuracy.item())
