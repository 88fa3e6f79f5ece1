import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.utils.parametrizations import weight_norm

encoder, head = weight_norm(nn.Linear(4, 8)), nn.Linear(8, 1)
model = nn.Sequential(encoder, nn.Tanh(), head)
encoder.weight = encoder.weight.detach()
encoder.bias.requires_grad = False
optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
x, y = torch.randn(32, 4), torch.randn(32, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
