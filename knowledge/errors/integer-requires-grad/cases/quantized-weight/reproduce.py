import torch
from torch import nn
from torch.nn.functional import linear, mse_loss


class QuantizedLinear(nn.Module):
    def __init__(self, layer, rank=2):
        super().__init__()
        self.scale = layer.weight.abs().max().item() / 127
        weight = (layer.weight.detach() / self.scale).round().to(torch.int8)
        self.weight = nn.Parameter(weight)
        self.lora_a = nn.Linear(layer.in_features, rank, bias=False)
        self.lora_b = nn.Linear(rank, layer.out_features, bias=False)

    def forward(self, x):
        return linear(x, self.weight * self.scale) + self.lora_b(self.lora_a(x))


layer = nn.Linear(8, 4, bias=False)
model = QuantizedLinear(layer)
optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=1e-2)
x, y = torch.randn(32, 8), torch.randn(32, 4)
for step in range(3):
    optimizer.zero_grad()
    loss = mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
