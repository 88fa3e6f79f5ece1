import torch
from torch import nn
from torch.distributions import Categorical

policy = nn.Linear(4, 3)
optimizer = torch.optim.SGD(policy.parameters(), lr=0.1)
states = torch.randn(512, 4)
best = states[:, :3].argmax(dim=1)
for step in range(100):
    distribution = Categorical(logits=policy(states))
    actions = distribution.sample()
    rewards = (actions == best).float()
    loss = -rewards.mean() - 0.05 * distribution.entropy().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("mean reward", rewards.mean().item(), "entropy", distribution.entropy().mean().item())
