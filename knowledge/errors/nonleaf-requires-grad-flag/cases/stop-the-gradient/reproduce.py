import torch
from torch import nn
from torch.nn.functional import mse_loss

q_network = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(q_network.parameters(), lr=0.05)
transitions = [
    (torch.randn(32, 4), torch.randint(2, (32, 1)), torch.randn(32, 1), torch.randn(32, 4)) for _ in range(3)
]
for state, action, reward, next_state in transitions:
    target = reward + 0.9 * q_network(next_state).max(dim=1, keepdim=True).values
    target.requires_grad = False
    value = q_network(state).gather(1, action)
    loss = mse_loss(value, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
