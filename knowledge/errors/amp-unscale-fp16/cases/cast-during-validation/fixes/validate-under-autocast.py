import torch
from torch import nn


def validate(model, x, y):
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.float16):
        predicted = model(x).argmax(dim=1)
    return (predicted == y).float().mean().item()


model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 4))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
scaler = torch.amp.GradScaler("cpu")

x, y = torch.randn(64, 16), torch.randint(4, (64,))
for epoch in range(5):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        loss = nn.functional.cross_entropy(model(x), y)
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    print(epoch, loss.item(), validate(model, x, y))
