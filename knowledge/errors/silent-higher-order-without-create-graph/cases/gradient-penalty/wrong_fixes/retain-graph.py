import torch
from torch import nn

critic = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(critic.parameters(), lr=1e-2)
real, fake = torch.randn(32, 4), torch.randn(32, 4) + 1
mixed = torch.lerp(real, fake, torch.rand(32, 1)).requires_grad_()
for step in range(3):
    optimizer.zero_grad()
    score = critic(mixed).sum()
    (gradient,) = torch.autograd.grad(score, mixed, retain_graph=True)
    penalty = ((gradient.norm(dim=1) - 1) ** 2).mean()
    loss = critic(fake).mean() - critic(real).mean() + 10 * penalty
    loss.backward()
    optimizer.step()
    print(step, loss.item(), penalty.item())
