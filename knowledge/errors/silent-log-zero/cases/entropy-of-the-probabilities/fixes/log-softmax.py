import torch
from torch import nn
from torch.nn import functional as F

policy = nn.Sequential(nn.Linear(6, 32), nn.Tanh(), nn.Linear(32, 4))
optimizer = torch.optim.SGD(policy.parameters(), lr=1e-3)
states, actions = 3 * torch.randn(64, 6), torch.randint(0, 4, (64,))
temperature = 0.01

for step in range(30):
    logits = policy(states) / temperature
    probs = F.softmax(logits, dim=1)
    entropy = -(probs * F.log_softmax(logits, dim=1)).sum(dim=1).mean()
    loss = F.cross_entropy(logits, actions) - 0.1 * entropy
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item(), "entropy", entropy.item())
