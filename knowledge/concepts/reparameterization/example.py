import torch
from torch.distributions import Normal

# The gradient of E[z ** 2] for z ~ Normal(mean, std) is 2 * mean and 2 * std.
torch.manual_seed(0)
mean = torch.tensor(1.5, requires_grad=True)
std = torch.tensor(0.5, requires_grad=True)
distribution = Normal(mean, std)

z = distribution.rsample((100000,))
by_mean, by_std = torch.autograd.grad((z**2).mean(), [mean, std])
print(f"rsample:           {by_mean.item():.2f} {by_std.item():.2f}")

z = mean + std * torch.randn(100000)
by_mean, by_std = torch.autograd.grad((z**2).mean(), [mean, std])
print(f"mean + std * eps:  {by_mean.item():.2f} {by_std.item():.2f}")

z = distribution.sample((100000,))
print("sample:            requires grad:", (z**2).mean().requires_grad)
by_mean, by_std = torch.autograd.grad((z**2 * distribution.log_prob(z)).mean(), [mean, std])
print(f"sample, log_prob:  {by_mean.item():.2f} {by_std.item():.2f}")
