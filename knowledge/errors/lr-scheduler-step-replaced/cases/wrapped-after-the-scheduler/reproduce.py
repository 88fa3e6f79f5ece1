import time
import types

import torch
from torch import nn


def log_time(optimizer, seconds):
    step = optimizer.step

    def timed_step(self, *args, **kwargs):
        start = time.perf_counter()
        result = step(*args, **kwargs)
        seconds.append(time.perf_counter() - start)
        return result

    optimizer.step = types.MethodType(timed_step, optimizer)


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
