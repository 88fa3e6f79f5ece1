import copy

import torch
from torch import nn
from torch.nn.functional import mse_loss


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 8)
        self.head = nn.Linear(8, 1)

    def forward(self, x):
        self.features = torch.tanh(self.encoder(x))
        return self.head(self.features)


model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 4), torch.randn(32, 1)
ensemble = []
for epoch in range(3):
    prediction = model(x)
    loss = mse_loss(prediction, y) + 0.1 * model.features.pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    ensemble.append(copy.deepcopy(model))
    print(epoch, loss.item())
print("ensemble:", torch.stack([member(x) for member in ensemble]).mean().item())
