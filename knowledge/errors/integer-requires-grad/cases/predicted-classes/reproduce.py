import torch
from torch import nn
from torch.nn.functional import mse_loss

model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 4), torch.randint(3, (32,))
for epoch in range(3):
    optimizer.zero_grad()
    logits = model(x)
    values, predicted = torch.max(logits, dim=1)
    predicted.requires_grad = True
    loss = mse_loss(predicted, y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item(), (predicted == y).float().mean().item())
