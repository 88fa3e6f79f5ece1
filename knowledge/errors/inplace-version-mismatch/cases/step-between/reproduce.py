import torch
from torch import nn

actor, critic = nn.Linear(3, 2), nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
actor_optimizer = torch.optim.SGD(actor.parameters(), lr=0.1)
critic_optimizer = torch.optim.SGD(critic.parameters(), lr=0.1)
states, returns = torch.randn(8, 3), torch.randn(8, 1)

actions = actor(states)
values = critic(actions)
critic_loss = ((values - returns) ** 2).mean()
actor_loss = -values.mean()

critic_optimizer.zero_grad()
critic_loss.backward(retain_graph=True, inputs=list(critic.parameters()))
critic_optimizer.step()

actor_optimizer.zero_grad()
actor_loss.backward(inputs=list(actor.parameters()))
actor_optimizer.step()
print(actor.weight.grad.norm().item())
