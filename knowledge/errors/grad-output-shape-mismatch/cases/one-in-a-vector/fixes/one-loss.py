import torch
from torch import nn

generator = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 4))
critic = nn.Sequential(nn.Linear(4, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
optimizer = torch.optim.RMSprop(critic.parameters(), lr=1e-3)
one = torch.ones(1)
minus_one = -one
real, noises = torch.randn(32, 4) + 2, torch.randn(3, 32, 3)
for step, noise in enumerate(noises):
    optimizer.zero_grad()
    fake = generator(noise).detach()
    real_score = critic(real).mean()
    fake_score = critic(fake).mean()
    (fake_score - real_score).backward()
    optimizer.step()
    print(step, (real_score - fake_score).item())
