import torch
from torch import nn
from torch.distributions import Normal, kl_divergence


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean, self.log_std = nn.Linear(6, 2), nn.Linear(6, 2)
        self.decoder = nn.Linear(2, 6)

    def forward(self, x):
        posterior = Normal(self.mean(x), self.log_std(x).exp())
        z = posterior.rsample()
        return self.decoder(z), posterior


model = VAE()
optimizer = torch.optim.SGD(model.parameters(), lr=0.005)
x = torch.randn(128, 2) @ torch.randn(2, 6)
for step in range(200):
    output, posterior = model(x)
    reconstruction = ((output - x) ** 2).sum(dim=1).mean()
    kl = kl_divergence(posterior, Normal(0.0, 1.0)).sum(dim=1).mean()
    loss = reconstruction + 0.1 * kl
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("reconstruction", reconstruction.item(), "kl", kl.item())
