import numpy as np
import torch
from torch import nn

model = nn.Linear(8, 1, bias=False)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)

x, y = torch.randn(64, 8), torch.randn(64, 1)
history = []
for step in range(3):
    optimizer.zero_grad()
    prediction = model(x)
    loss = nn.functional.mse_loss(prediction, y)
    loss.backward()
    optimizer.step()
    history.append(float(np.from_dlpack(prediction.detach()).std()))
print(history)
