import torch
from torch import nn
from torch.nn.functional import mse_loss

actor = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 4))
critic = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 1))
actor_optimizer = torch.optim.Adam(actor.parameters(), lr=1e-2)
critic_optimizer = torch.optim.Adam(critic.parameters(), lr=1e-2)
rollouts = torch.randn(3, 32, 4), torch.randn(3, 32, 2), torch.randn(3, 32, 1), torch.randn(3, 32, 2)
for state, action, target, noise in zip(*rollouts):
    q = critic(torch.cat([state, action], dim=1))
    critic_loss = mse_loss(q, target)
    mean, log_std = actor(state).chunk(2, dim=1)
    new_action = torch.tanh(mean + log_std.exp() * noise)
    q_new = critic(torch.cat([state, new_action], dim=1))
    actor_loss = (-0.1 * log_std - q_new).mean()

    actor_optimizer.zero_grad()
    actor_loss.backward()
    actor_optimizer.step()

    critic_optimizer.zero_grad()
    critic_loss.backward()
    critic_optimizer.step()
    print(critic_loss.item(), actor_loss.item())
