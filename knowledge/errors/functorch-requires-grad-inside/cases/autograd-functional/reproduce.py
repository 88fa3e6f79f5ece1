import torch
from torch import nn
from torch.autograd.functional import jacobian
from torch.func import vmap

encoder = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 2))
decoder = nn.Linear(2, 6)
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-2)
batch = torch.randn(32, 6)


def jacobian_of(x):
    return jacobian(encoder, x, create_graph=True)


for step in range(3):
    optimizer.zero_grad()
    jacobians = vmap(jacobian_of)(batch)
    contraction = jacobians.pow(2).sum(dim=(1, 2)).mean()
    loss = (decoder(encoder(batch)) - batch).pow(2).mean() + 0.1 * contraction
    loss.backward()
    optimizer.step()
    print(step, loss.item(), contraction.item())
