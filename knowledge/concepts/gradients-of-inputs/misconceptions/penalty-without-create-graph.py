import torch
from torch import nn

critic = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
mixed = torch.rand(16, 4, requires_grad=True)

for create_graph in (False, True):
    gradient = torch.autograd.grad(critic(mixed).sum(), mixed, create_graph=create_graph)[0]
    penalty = ((gradient.norm(dim=1) - 1) ** 2).mean()
    critic.zero_grad()
    loss = -critic(mixed).mean() + 10 * penalty
    loss.backward()
    found = critic[0].weight.grad.clone()
    critic.zero_grad()
    (-critic(mixed).mean()).backward()
    changed = not torch.allclose(found, critic[0].weight.grad)
    penalised = f"penalty {penalty.item():.3f}, it changes the gradient of the weights: {changed}"
    print(f"create_graph={create_graph}: {penalised}")
    assert changed == create_graph and penalty > 0
