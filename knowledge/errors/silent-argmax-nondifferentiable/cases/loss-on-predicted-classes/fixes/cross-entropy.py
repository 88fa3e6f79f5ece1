import torch
from torch import nn

model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, labels = torch.randn(32, 4), torch.randint(3, (32,))
for step in range(5):
    optimizer.zero_grad()
    error = nn.functional.cross_entropy(model(x), labels)
    decay = 0.01 * model.weight.pow(2).sum()
    loss = error + decay
    loss.backward()
    optimizer.step()
    print(step, loss.item())
