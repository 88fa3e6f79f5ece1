import torch
from torch import nn
from torch.distributions import Normal
from torch.func import vmap

encoder, decoder = nn.Linear(8, 4), nn.Linear(2, 8)
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-2)
x = torch.randn(64, 2) @ torch.randn(2, 8)


def sample_loss(sample):
    mean, log_scale = encoder(sample).chunk(2)
    code = mean + log_scale.exp() * torch.randn_like(mean)
    error = -Normal(decoder(code), 1.0).log_prob(sample).sum()
    kl = (0.5 * (mean**2 + (2 * log_scale).exp() - 1) - log_scale).sum()
    return error + kl, code - mean


for step in range(5):
    optimizer.zero_grad()
    losses, shifts = vmap(sample_loss, randomness="different")(x)
    losses.mean().backward()
    optimizer.step()
    print(step, losses.mean().item())
