import torch
from torch import nn


class Whiten(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(3))
        self.fixed = nn.Parameter(torch.ones(3), requires_grad=False)
        self.register_buffer("mean", torch.zeros(3))
        self.register_buffer("order", torch.tensor([2, 1, 0]), persistent=False)
        self.plain = torch.ones(3)

    def forward(self, x):
        return (x - self.mean)[:, self.order] * self.scale * self.fixed


module = Whiten().double()
names = ("scale", "fixed", "mean", "order", "plain")
print("parameters():", [name for name, _ in module.named_parameters()])
print("buffers():   ", [name for name, _ in module.named_buffers()])
print("state_dict():", list(module.state_dict()))
print("dtypes:      ", [f"{name} {getattr(module, name).dtype}".replace("torch.", "") for name in names])
module(torch.randn(8, 3).double()).sum().backward()
print("gradients:   ", [name for name in names if getattr(module, name).grad is not None])
