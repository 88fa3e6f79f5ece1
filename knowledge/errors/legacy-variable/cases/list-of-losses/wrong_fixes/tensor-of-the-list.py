import torch
from torch import nn
from torch.nn.functional import mse_loss

model = nn.Linear(6, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 6), torch.randn(32, 3)
for step in range(3):
    output = model(x)
    losses = [mse_loss(output[:, task], y[:, task]) for task in range(3)]
    loss = torch.tensor(losses, requires_grad=True).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
