import numpy as np
import torch
from torch import nn
from torch.nn.functional import mse_loss

kernel = np.array([0.1, 0.2, 0.7])


class Smooth(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, kernel):
        ctx.kernel = kernel
        rows = [np.convolve(row, kernel, "same") for row in x.detach().numpy()]
        return torch.from_numpy(np.stack(rows)).float()

    @staticmethod
    def backward(ctx, grad_output):
        rows = [np.convolve(row, ctx.kernel[::-1], "same") for row in grad_output.numpy()]
        return np.stack(rows), None


encoder = nn.Linear(6, 12)
optimizer = torch.optim.SGD(encoder.parameters(), lr=0.1)
x, y = torch.randn(32, 6), torch.randn(32, 12)
for step in range(3):
    loss = mse_loss(Smooth.apply(torch.tanh(encoder(x)), kernel), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
