import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR

restore_step = 0
x, y = torch.randn(32, 4), torch.randn(32, 1)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD([{"params": model.parameters(), "initial_lr": 0.1}], lr=0.1)
scheduler = LambdaLR(optimizer, lambda step: 0.5 ** (step // 2), last_epoch=restore_step)
for epoch in range(4):
    loss = ((model(x) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    scheduler.step()
    print(epoch, loss.item(), scheduler.get_last_lr())
