import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batches = [(torch.randn(6, 4), torch.randn(6, 1)) for _ in range(16)]
accumulation = 8

optimizer.zero_grad()
for step, (x, y) in enumerate(batches):
    loss = nn.functional.mse_loss(model(x), y)
    (loss / accumulation).backward()
    if (step + 1) % accumulation == 0:
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        optimizer.zero_grad()
        print(step, loss.item())
