import torch
from torch import nn
from torch.nn.functional import dropout


class WeightDrop(nn.Module):
    """Drops single weights of a layer, anew in each forward."""

    def __init__(self, layer, p):
        super().__init__()
        self.layer, self.p = layer, p
        self.raw = nn.Parameter(layer.weight.detach().clone())
        del self.layer.weight
        self.drop_weights()

    def drop_weights(self):
        self.layer.weight = dropout(self.raw, self.p, self.training)

    def forward(self, x):
        self.drop_weights()
        return self.layer(x)


model = WeightDrop(nn.Linear(4, 3), p=0.5)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 4), torch.randint(3, (32,))
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
