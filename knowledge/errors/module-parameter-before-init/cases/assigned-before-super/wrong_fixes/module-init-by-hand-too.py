import torch
from torch import nn


class Regressor(nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return self.body(x)


class ScaledRegressor(Regressor):
    def __init__(self, body):
        nn.Module.__init__(self)
        self.scale = nn.Parameter(torch.ones(1))
        super().__init__(body)

    def forward(self, x):
        return self.scale * super().forward(x)


model = ScaledRegressor(nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
