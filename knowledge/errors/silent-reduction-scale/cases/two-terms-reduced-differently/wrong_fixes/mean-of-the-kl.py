import torch
from torch import nn
from torch.nn.functional import mse_loss

encoder = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 8))
decoder = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 64))
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=5e-3)
x = torch.randn(256, 4) @ torch.randn(4, 64) + 0.1 * torch.randn(256, 64)
x = (x - x.mean(0)) / x.std(0)

for step in range(400):
    mu, logvar = encoder(x).chunk(2, dim=1)
    z = mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
    output = decoder(z)
    reconstruction = mse_loss(output, x)
    kl = (-0.5 * (1 + logvar - mu**2 - logvar.exp())).mean()
    loss = reconstruction + kl
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("reconstruction", reconstruction.item(), "kl", kl.item())
