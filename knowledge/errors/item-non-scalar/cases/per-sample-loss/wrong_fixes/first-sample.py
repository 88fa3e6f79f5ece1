import torch
from torch import nn


class ModelWithLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 1)

    def forward(self, x, y):
        return nn.functional.mse_loss(self.layer(x), y)


def data_parallel(module, x, y, gpus=2):
    """nn.DataParallel without GPUs: a part of the batch for each, and one loss from each, gathered into a vector."""
    return torch.stack([module(*part) for part in zip(x.chunk(gpus), y.chunk(gpus))])


model = ModelWithLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(8, 4), torch.randn(8, 1)
running_loss = 0.0
for step in range(3):
    optimizer.zero_grad()
    loss = data_parallel(model, x, y)
    running_loss += loss[0].item()
    loss.mean().backward()
    optimizer.step()
print(running_loss / 3)
