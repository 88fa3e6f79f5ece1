import torch
from torch import nn

actor, critic = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 2)), nn.Linear(4, 1)
actor_optimizer = torch.optim.Adam(actor.parameters(), lr=1e-2)
critic_optimizer = torch.optim.Adam(critic.parameters(), lr=1e-2)
rollouts = torch.randn(3, 32, 4), torch.randint(2, (3, 32)), torch.randn(3, 32, 1)
for states, actions, returns in zip(*rollouts):
    log_probs = torch.distributions.Categorical(logits=actor(states)).log_prob(actions)
    advantage = returns - critic(states)
    actor_loss = -(log_probs.unsqueeze(1) * advantage.detach()).mean()
    critic_loss = advantage.pow(2).mean()

    actor_optimizer.zero_grad()
    critic_optimizer.zero_grad()
    actor_loss.backward()
    critic_loss.backward()
    actor_optimizer.step()
    critic_optimizer.step()
    print(actor_loss.item(), critic_loss.item())
