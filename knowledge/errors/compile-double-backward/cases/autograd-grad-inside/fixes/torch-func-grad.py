import torch
from torch import nn

network = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
times = torch.linspace(0, 2, 32)[:, None].requires_grad_()


@torch.compile(backend="aot_eager")
def residual(times):
    u = network(times)
    u_t = torch.func.grad(lambda t: network(t).sum())(times)
    return u_t + u


for step in range(3):
    optimizer.zero_grad()
    start = network(torch.zeros(1, 1))
    loss = residual(times).square().mean() + (start - 1).square().mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
