import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
scaler = torch.amp.GradScaler("cpu")
x, y = torch.randn(64, 4), 100 * torch.randn(64, 1)

history = []
for step in range(12):
    before = model[0].weight.detach().clone()
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        loss = nn.functional.mse_loss(model(x).float(), y)
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    history.append((not torch.equal(before, model[0].weight), scaler.get_scale(), loss.item()))
    print(step, "trained" if history[-1][0] else "skipped", "scale", history[-1][1], "loss", round(history[-1][2], 1))

trained = [moved for moved, _, _ in history]
first = trained.index(True)
assert first > 0 and all(trained[first:])
assert history[-1][2] < history[0][2]
assert all(parameter.isfinite().all() for parameter in model.parameters())
