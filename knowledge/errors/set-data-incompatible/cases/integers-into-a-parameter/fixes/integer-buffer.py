import torch
from torch import nn
from torch.nn.functional import linear, mse_loss


class Int8Linear(nn.Module):
    def __init__(self, layer):
        super().__init__()
        scale = layer.weight.data.abs().max() / 127
        self.register_buffer("scale", scale)
        self.register_buffer("weight", (layer.weight.data / scale).round().to(torch.int8))
        self.bias = layer.bias

    def forward(self, x):
        return linear(x, self.weight * self.scale, self.bias)


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

for name, layer in model.named_children():
    if isinstance(layer, nn.Linear):
        setattr(model, name, Int8Linear(layer))

outputs = model(x)
print("int8:", mse_loss(outputs, y).item())
