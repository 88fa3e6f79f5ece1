import warnings

import torch
from torch import nn
from torch.nn.functional import mse_loss


def summary(tensor):
    return f"{tuple(tensor.shape)} {tensor.dtype} has a gradient: {tensor.grad is not None}"


encoder, head = nn.Sequential(nn.Linear(4, 8), nn.Tanh()), nn.Linear(8, 1)
encoder.register_forward_hook(lambda module, inputs, output: print(summary(output)))
model = nn.Sequential(encoder, head)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 4), torch.randn(16, 1)
warnings.warn("there is no validation set")
for step in range(3):
    optimizer.zero_grad()
    loss = mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
print(loss.item())
