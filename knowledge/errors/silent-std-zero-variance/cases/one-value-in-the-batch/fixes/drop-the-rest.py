import torch
from torch import nn

policy = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(policy.parameters(), lr=0.1)
states, actions, returns = torch.randn(65, 4), torch.randint(2, (65, 1)), torch.randn(65)

for epoch in range(2):
    for rows in torch.arange(65).split(16):
        if len(rows) == 1:
            continue
        advantages = returns[rows]
        advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
        log_probs = policy(states[rows]).log_softmax(dim=1).gather(1, actions[rows]).squeeze(1)
        loss = -(advantages * log_probs).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
