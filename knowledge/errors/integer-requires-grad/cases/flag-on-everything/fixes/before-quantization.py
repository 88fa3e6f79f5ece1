import torch
from torch import nn
from torch.nn.functional import cross_entropy, linear


class QuantizedLinear(nn.Module):
    """A layer as a quantized checkpoint brings it: int8 weights, and a scale for each row."""

    def __init__(self, layer):
        super().__init__()
        scale = layer.weight.detach().abs().amax(dim=1) / 127
        weight = (layer.weight.detach() / scale[:, None]).round().to(torch.int8)
        self.weight, self.scale = nn.Parameter(weight, requires_grad=False), nn.Parameter(scale)
        self.bias = nn.Parameter(layer.bias.detach())

    def forward(self, x):
        return linear(x, self.weight * self.scale[:, None], self.bias)


encoder, head = nn.Linear(8, 16), nn.Linear(16, 3)
model = nn.Sequential(encoder, nn.ReLU(), head)
model.requires_grad_(False)
encoder.requires_grad_(True)  # the encoder is to be tuned
optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
x, labels = torch.randn(32, 8), torch.randint(3, (32,))
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(x), labels)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
