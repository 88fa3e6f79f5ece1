import torch
from torch import nn

model = nn.Linear(3, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.MSELoss(reduction="none")
x = torch.randn(64, 3)
y = x @ torch.randn(3, 2)
y[torch.rand(64, 2) > 0.8] = float("nan")  # not measured
known = ~y.isnan()

for step in range(50):
    prediction = model(x)
    loss = (criterion(prediction, y) * known).sum() / known.sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
