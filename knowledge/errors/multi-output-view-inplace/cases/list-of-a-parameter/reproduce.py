import torch
from torch import nn


class CrossNet(nn.Module):
    def __init__(self, features=6, layers=3):
        super().__init__()
        self.kernels = nn.Parameter(0.3 * torch.randn(layers, features, 1))
        self.head = nn.Linear(features, 1)
        self.regularized = list(self.kernels)

    def forward(self, x0):
        x = x0
        for kernel in self.kernels:
            x = x0 * (x @ kernel) + x
        return self.head(x)

    def penalty(self):
        return sum(kernel.pow(2).sum() for kernel in self.regularized)


model = CrossNet()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(32, 6), torch.randint(2, (32, 1)).float()
for step in range(3):
    optimizer.zero_grad()
    fit = nn.functional.binary_cross_entropy_with_logits(model(x), y)
    loss = fit + 0.1 * model.penalty()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
