import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 32), nn.Tanh(), nn.Linear(32, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x = torch.randn(64, 8)
y = x[:, :1].sign()
for step in range(3):
    optimizer.zero_grad()
    kept = [parameter.data.clone() for parameter in model.parameters()]
    for parameter in model.parameters():
        parameter.data.sign_().mul_(0.1)
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    for parameter, values in zip(model.parameters(), kept):
        parameter.data.copy_(values)
    optimizer.step()
    print(step, loss.item())
