import torch
from torch import nn
from torch.nn.functional import mse_loss

model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(64, 8)
y = x.sum(1, keepdim=True)
for step in range(5):
    optimizer.zero_grad()
    loss = mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
print("float:", loss.item())

for layer in model:
    if isinstance(layer, nn.Linear):
        layer.weight.requires_grad_(False)
        scale = layer.weight.data.abs().max() / 127
        layer.weight.data = (layer.weight.data / scale).round().to(torch.int8)

outputs = model(x)
print("int8:", mse_loss(outputs, y).item())
