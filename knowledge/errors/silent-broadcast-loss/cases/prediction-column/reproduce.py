import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
criterion = nn.MSELoss()
x = torch.randn(64, 3)
y = x @ torch.tensor([1.0, -2.0, 0.5]) + 3.0
for step in range(20):
    optimizer.zero_grad()
    prediction = model(x)
    loss = criterion(prediction, y)
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.4f}, variance of y {y.var(correction=0).item():.4f}")
