import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu")
x = torch.randn(16, 4)

for scaled in (False, True):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        loss = 1e-7 * model(x).float().mean()
    (scaler.scale(loss) if scaled else loss).backward()
    print("scaled:" if scaled else "as it is:", model[0].weight.grad[0])

scaler.unscale_(optimizer)
print("unscaled:", model[0].weight.grad[0])
scaler.step(optimizer)
scaler.update()
print("scale:", scaler.get_scale())
