import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu")
batches = [(torch.randn(16, 8), torch.randn(16, 1)) for _ in range(5)]
batches[1] = (batches[1][0], 1000 * batches[1][1])

for step, (x, y) in enumerate(batches):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        loss = nn.functional.mse_loss(model(x), y)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=0.1)
    if not torch.isfinite(norm):
        print(step, "skipped, gradient norm", norm.item())
        continue
    scaler.step(optimizer)
    scaler.update()
    print(step, loss.item())
