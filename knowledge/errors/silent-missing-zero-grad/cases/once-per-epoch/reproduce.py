import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(32, 3)
y = x @ torch.tensor([[1.0], [-2.0], [0.5]]) + 0.3
batches = list(zip(x.split(8), y.split(8)))
for epoch in range(5):
    optimizer.zero_grad()
    for inputs, targets in batches:
        loss = ((model(inputs) - targets) ** 2).mean()
        loss.backward()
        optimizer.step()
print(loss.item())
