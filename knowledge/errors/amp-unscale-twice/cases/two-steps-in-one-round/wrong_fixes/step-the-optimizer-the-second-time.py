import torch
from torch import nn

encoder = nn.Linear(8, 16)
heads = nn.ModuleDict({"age": nn.Linear(16, 1), "height": nn.Linear(16, 1)})
optimizer = torch.optim.SGD([*encoder.parameters(), *heads.parameters()], lr=0.1)
scaler = torch.amp.GradScaler("cpu")

x = torch.randn(32, 8)
targets = {"age": torch.randn(32, 1), "height": torch.randn(32, 1)}
for epoch in range(3):
    for task, y in targets.items():
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype=torch.float16):
            loss = nn.functional.mse_loss(heads[task](torch.tanh(encoder(x))), y)
        scaler.scale(loss).backward()
        if task == "age":
            scaler.step(optimizer)
        else:
            optimizer.step()
        print(epoch, task, loss.item())
    scaler.update()
