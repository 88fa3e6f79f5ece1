import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, total_iters=4)
x, y = torch.randn(64, 3), torch.randn(64, 1)
accumulate = 4
for index, (inputs, targets) in enumerate(zip(x.split(4), y.split(4))):
    loss = ((model(inputs) - targets) ** 2).mean()
    (loss / accumulate).backward()
    if (index + 1) % accumulate == 0:
        optimizer.step()
        optimizer.zero_grad()
    scheduler.step()
