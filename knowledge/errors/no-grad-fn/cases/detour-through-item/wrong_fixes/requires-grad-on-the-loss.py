import numpy as np
import torch
from torch import nn


def rmse_loss(prediction, target):
    error = prediction.detach().numpy() - target.numpy()
    return torch.tensor(np.sqrt(np.mean(error**2)))


model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(16, 3), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    prediction = model(x)
    loss = rmse_loss(prediction, y)
    loss.requires_grad_()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
