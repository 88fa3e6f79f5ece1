import numpy as np
import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 2), torch.randn(32, 1)
test_x, test_y = torch.randn(8, 2), torch.randn(8, 1)
for epoch in range(3):
    model.train()
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()

    with torch.no_grad():
        predicted = model(test_x).numpy()
    test_error = np.abs(predicted - test_y.numpy()).mean()
    print(epoch, test_error)
