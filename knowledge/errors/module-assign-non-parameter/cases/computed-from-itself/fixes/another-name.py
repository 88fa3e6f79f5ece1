import torch
from torch import nn


class Mixer(nn.Module):
    def __init__(self, layers, size):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(size, size) for _ in range(layers))
        self.layer_weights = nn.Parameter(torch.randn(layers))
        self.head = nn.Linear(size, 1)

    def forward(self, x):
        outputs = []
        for layer in self.layers:
            x = torch.tanh(layer(x))
            outputs.append(x)
        shares = torch.softmax(self.layer_weights, dim=0)
        mixed = sum(weight * output for weight, output in zip(shares, outputs))
        return self.head(mixed)


model = Mixer(layers=2, size=4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 4), torch.randn(32, 1)
for epoch in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
