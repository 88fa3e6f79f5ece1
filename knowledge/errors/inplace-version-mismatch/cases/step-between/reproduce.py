import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

generator = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
discriminator = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
optimizer_g = torch.optim.Adam(generator.parameters(), lr=1e-2)
optimizer_d = torch.optim.Adam(discriminator.parameters(), lr=1e-2)
reals, noises = 0.5 * torch.randn(3, 32, 2) + 2, torch.randn(3, 32, 4)
ones, zeros = torch.ones(32, 1), torch.zeros(32, 1)
for real, noise in zip(reals, noises):
    fake = generator(noise)
    real_score, fake_score = discriminator(real), discriminator(fake)
    d_loss = bce(real_score, ones) + bce(fake_score, zeros)
    g_loss = bce(fake_score, ones)

    optimizer_d.zero_grad()
    d_loss.backward(retain_graph=True)
    optimizer_d.step()

    optimizer_g.zero_grad()
    g_loss.backward()
    optimizer_g.step()
    print(d_loss.item(), g_loss.item())
