import torch
from torch import nn


class ModelWithLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.classifier = nn.Linear(4, 3)

    def forward(self, x, y):
        return nn.functional.cross_entropy(self.classifier(x), y)


def data_parallel(module, x, y, gpus=2):
    """nn.DataParallel without GPUs: a part of the batch for each, and one loss from each, gathered into a vector."""
    return torch.stack([module(*part) for part in zip(x.chunk(gpus), y.chunk(gpus))])


model = ModelWithLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 4), torch.randint(3, (32,))
for step in range(3):
    optimizer.zero_grad()
    loss = data_parallel(model, x, y)
    loss.backward()
    optimizer.step()
    print(step, loss.tolist())
