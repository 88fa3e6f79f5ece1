import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
state, next_state = torch.randn(64, 4), torch.randn(64, 4)
action, reward = torch.randint(2, (64, 1)), torch.randn(64)
for step in range(3):
    next_value = model(next_state).max(1)[0].detach()
    target = reward + 0.9 * next_value
    value = model(state).gather(1, action).squeeze(1)
    loss = nn.functional.smooth_l1_loss(value, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
