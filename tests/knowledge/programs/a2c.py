import torch
from torch import nn
from torch.distributions import Categorical


class Actor(nn.Module):
    def __init__(self, obs_dim, n_actions):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(obs_dim, 32), nn.Tanh(), nn.Linear(32, n_actions), nn.Softmax(dim=-1))

    def forward(self, state):
        return Categorical(self.net(state))


class Critic(nn.Module):
    def __init__(self, obs_dim):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(obs_dim, 32), nn.Tanh(), nn.Linear(32, 1))

    def forward(self, state):
        return self.net(state).squeeze(-1)


class Agent:
    def __init__(self, obs_dim=4, n_actions=2, gamma=0.99):
        self.actor, self.critic, self.gamma = Actor(obs_dim, n_actions), Critic(obs_dim), gamma
        self.actor_optimizer = torch.optim.Adam(self.actor.parameters(), lr=1e-3)
        self.critic_optimizer = torch.optim.Adam(self.critic.parameters(), lr=1e-3)

    def update(self, state, action, reward, next_state, done):
        target = reward + self.gamma * self.critic(next_state).detach() * (1 - done)
        td_error = target - self.critic(state)

        actor_loss = (-self.actor(state).log_prob(action) * td_error).mean()
        self.actor_optimizer.zero_grad()
        actor_loss.backward()
        self.actor_optimizer.step()

        critic_loss = td_error.pow(2).mean()
        self.critic_optimizer.zero_grad()
        critic_loss.backward()
        self.critic_optimizer.step()


agent = Agent()
for episode in range(3):
    states = torch.randn(16, 4)
    actions = agent.actor(states).sample()
    agent.update(states, actions, torch.rand(16), torch.randn(16, 4), torch.zeros(16))
