import torch
from torch import nn


class Normalised(nn.Module):
    def __init__(self):
        super().__init__()
        self.features, self.head = nn.Linear(5, 8, bias=False), nn.Linear(8, 1)

    def forward(self, x):
        h = self.features(x)
        centred = h - h.mean(dim=1, keepdim=True)
        scale = h.var(dim=1, keepdim=True).sqrt() + 1e-5
        return self.head(centred / scale)


model = Normalised()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(32, 5), torch.randn(32, 1)
x[7] = 0.0  # a blank sample

for step in range(20):
    loss = ((model(x) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
