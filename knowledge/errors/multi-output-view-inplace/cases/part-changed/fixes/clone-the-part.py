import torch
from torch import nn


class GaussianPolicy(nn.Module):
    def __init__(self, states=6, actions=2):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(states, 32), nn.Tanh(), nn.Linear(32, 2 * actions))

    def forward(self, states):
        means, log_stds = self.net(states).chunk(2, dim=-1)
        log_stds = log_stds.clone().clamp_(-2, 0)
        return torch.distributions.Normal(means, log_stds.exp())


policy = GaussianPolicy()
optimizer = torch.optim.Adam(policy.parameters(), lr=1e-3)
states, actions = 3 * torch.randn(64, 6), torch.randn(64, 2)
for step in range(3):
    optimizer.zero_grad()
    loss = -policy(states).log_prob(actions).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
