import torch
from torch import nn


class Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.round(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 2)
        self.quantize = Round.apply

    def forward(self, x):
        return self.quantize(self.linear(x))


encoder = Encoder()
optimizer = torch.optim.SGD(encoder.parameters(), lr=0.1)
inputs = torch.randn(16, 4)
codes = torch.randint(-2, 3, (16, 2)).float()
for _ in range(3):
    optimizer.zero_grad()
    loss = (encoder(inputs) - codes).pow(2).mean()
    loss.backward()
    optimizer.step()
    print(loss.item())
