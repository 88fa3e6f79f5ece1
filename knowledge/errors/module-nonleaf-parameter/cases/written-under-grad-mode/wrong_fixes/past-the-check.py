import torch
from torch import nn


def fuse(conv, bn):
    fused = nn.Conv2d(conv.in_channels, conv.out_channels, conv.kernel_size).requires_grad_(False)
    scale = bn.weight / (bn.running_var + bn.eps).sqrt()
    fused.weight.copy_(conv.weight * scale.view(-1, 1, 1, 1))
    fused.bias.copy_(bn.bias - bn.running_mean * scale)
    return fused


conv, bn, head = nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.Linear(8, 5)
x, y = torch.randn(16, 3, 8, 8), torch.randint(5, (16,))
bn(conv(x))  # the statistics of the pre-training
fused = fuse(conv, bn)
stem = nn.Conv2d(3, 8, 3)
stem._parameters["weight"], stem._parameters["bias"] = fused.weight, fused.bias
optimizer = torch.optim.SGD(head.parameters(), lr=0.5)
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(head(stem(x).relu().mean((2, 3))), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
