import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
use_fp16 = True
scaler = torch.amp.GradScaler("cpu")

x, y = torch.randn(64, 8), torch.randn(64, 1)
for epoch in range(6):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16, enabled=use_fp16):
        loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    scaler.update()
    print(epoch, loss.item())
