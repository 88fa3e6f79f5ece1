import numpy as np
import torch
from torch import nn


class Roughness(torch.autograd.Function):
    @staticmethod
    def forward(ctx, curve):
        slope = np.diff(curve.numpy())
        ctx.save_for_backward(torch.from_numpy(np.sign(slope)) / len(slope))
        return curve.new_tensor(np.abs(slope).mean())

    @staticmethod
    def backward(ctx, gradient):
        (sign,) = ctx.saved_tensors
        result = gradient.new_zeros(len(sign) + 1)
        result[1:] += gradient * sign
        result[:-1] -= gradient * sign
        return result


model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 3), torch.randn(16)
for step in range(3):
    optimizer.zero_grad()
    curve = model(x).squeeze(1)
    roughness = Roughness.apply(curve)
    loss = ((curve - y) ** 2).mean() + 0.5 * roughness
    loss.backward()
    optimizer.step()
print(loss.item())
