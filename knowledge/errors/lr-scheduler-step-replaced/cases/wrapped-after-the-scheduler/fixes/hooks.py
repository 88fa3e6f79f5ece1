import time

import torch
from torch import nn


def log_time(optimizer, seconds):
    starts = []
    optimizer.register_step_pre_hook(lambda *_: starts.append(time.perf_counter()))
    optimizer.register_step_post_hook(lambda *_: seconds.append(time.perf_counter() - starts.pop()))


model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
seconds = []
log_time(optimizer, seconds)
x, y = torch.randn(32, 3), torch.randn(32, 1)
for epoch in range(4):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    scheduler.step()
print(loss.item(), len(seconds))
