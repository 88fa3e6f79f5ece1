import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore", message="Using a non-full backward hook")


class Block(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.linear = nn.Linear(size, size)

    def forward(self, x):
        return torch.tanh(self.linear(x))


def slow_down(module, grad_input, grad_output):
    return tuple(None if gradient is None else 0.1 * gradient for gradient in grad_input)


model = nn.Sequential(nn.Linear(6, 16), Block(16), nn.Linear(16, 1))
model[1].register_backward_hook(slow_down)  # what lies before the block is to learn at a tenth
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(64, 6), torch.randn(64, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
