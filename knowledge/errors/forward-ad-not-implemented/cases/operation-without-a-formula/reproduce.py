import torch
from torch import nn
from torch.func import jvp


class RadialBasis(nn.Module):
    def __init__(self):
        super().__init__()
        self.centers = nn.Parameter(torch.linspace(0, 2, 8)[:, None])
        self.out = nn.Linear(8, 1)

    def forward(self, times):
        squared = torch.cdist(times, self.centers) ** 2
        return self.out(torch.exp(-2 * squared))


model = RadialBasis()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
times = torch.rand(32, 1) * 2
inputs = (times,)
for step in range(3):
    u, u_t = jvp(model, inputs, (torch.ones_like(times),))
    loss = ((u_t + u) ** 2).mean() + ((model(torch.zeros(1, 1)) - 1) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
