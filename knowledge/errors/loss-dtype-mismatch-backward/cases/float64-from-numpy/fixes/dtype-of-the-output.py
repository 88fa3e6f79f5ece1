import numpy as np
import torch
from torch import nn


def discounted_returns(rewards, gamma=0.9):
    returns, running = np.zeros(len(rewards)), 0.0
    for step in reversed(range(len(rewards))):
        running = rewards[step] + gamma * running
        returns[step] = running
    return returns


critic = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(critic.parameters(), lr=1e-2)
states = torch.randn(30, 4)
rewards = np.random.default_rng(0).normal(size=30)
for update in range(3):
    target = torch.from_numpy(discounted_returns(rewards))
    output = critic(states).squeeze(1)
    loss = nn.functional.huber_loss(output, target.to(output.dtype))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(update, loss.item())
