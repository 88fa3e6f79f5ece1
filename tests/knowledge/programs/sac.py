import torch
from torch import nn
from torch.nn import functional as F


class QNetwork(nn.Module):
    def __init__(self, n_states, n_actions, n_hidden=32):
        super().__init__()
        self.hidden1, self.hidden2 = nn.Linear(n_states + n_actions, n_hidden), nn.Linear(n_hidden, n_hidden)
        self.q = nn.Linear(n_hidden, 1)

    def forward(self, states, actions):
        x = F.relu(self.hidden1(torch.cat([states, actions], dim=1)))
        return self.q(F.relu(self.hidden2(x)))


class PolicyNetwork(nn.Module):
    def __init__(self, n_states, n_actions, n_hidden=32):
        super().__init__()
        self.hidden, self.mu, self.log_std = (
            nn.Linear(n_states, n_hidden),
            nn.Linear(n_hidden, n_actions),
            nn.Linear(n_hidden, n_actions),
        )

    def sample(self, states):
        x = F.relu(self.hidden(states))
        dist = torch.distributions.Normal(self.mu(x), self.log_std(x).clamp(-20, 2).exp())
        u = dist.rsample()
        return torch.tanh(u), dist.log_prob(u).sum(dim=1, keepdim=True)


policy, q_net = PolicyNetwork(3, 1), QNetwork(3, 1)
policy_opt = torch.optim.Adam(policy.parameters(), lr=3e-4)
q_opt = torch.optim.Adam(q_net.parameters(), lr=3e-4)
for step in range(2):
    states, actions, rewards = torch.randn(16, 3), torch.rand(16, 1), torch.rand(16, 1)
    reparam_actions, log_probs = policy.sample(states)
    policy_loss = (0.2 * log_probs - q_net(states, reparam_actions)).mean()
    q_loss = F.mse_loss(q_net(states, actions), rewards)

    q_opt.zero_grad()
    q_loss.backward()
    q_opt.step()

    policy_opt.zero_grad()
    policy_loss.backward()
    policy_opt.step()
