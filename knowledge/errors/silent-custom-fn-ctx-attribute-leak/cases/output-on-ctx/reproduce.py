import gc

import torch
from torch import nn


class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.y = y
        return y

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * ctx.y


layer = nn.Linear(4, 500)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.001)
x = torch.randn(200, 4)
alive = []
for epoch in range(8):
    optimizer.zero_grad()
    loss = ((Exp.apply(layer(x)) - 2) ** 2).mean()
    loss.backward()
    optimizer.step()
    alive.append(sum(torch.is_tensor(o) and o.shape == (200, 500) for o in gc.get_objects()))
print("tensors alive after each step:", alive)
