import torch
from torch import nn

policy, critic = nn.Linear(4, 3), nn.Linear(4, 1)
optimizer = torch.optim.SGD(policy.parameters(), lr=0.1)
states, returns = torch.randn(16, 4), torch.randn(16)
for step in range(3):
    distribution = torch.distributions.Categorical(logits=policy(states))
    actions = distribution.sample()
    advantage = returns - critic(states).squeeze(-1).detach()
    loss = -(distribution.log_prob(actions) * advantage).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
