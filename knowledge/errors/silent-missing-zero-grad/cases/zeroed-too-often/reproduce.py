import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(32, 3)
y = x @ torch.tensor([[1.0], [-2.0], [0.5]]) + 0.3
batches = list(zip(x.split(4), y.split(4)))
accumulation_steps = 4
for epoch in range(5):
    for i, (inputs, targets) in enumerate(batches):
        optimizer.zero_grad()
        loss = ((model(inputs) - targets) ** 2).mean() / accumulation_steps
        loss.backward()
        if (i + 1) % accumulation_steps == 0:
            optimizer.step()
print(loss.item())
