import torch
from torch import nn

model = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 1)).bfloat16()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batches = [(torch.randn(8, 6).bfloat16(), torch.randn(8, 1).bfloat16()) for _ in range(4)]
for step in range(3):
    totals = [torch.zeros_like(p, dtype=torch.float32) for p in model.parameters()]
    for x, y in batches:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        for total, p in zip(totals, model.parameters()):
            total += p.grad / len(batches)
    for p, g in zip(model.parameters(), totals):
        p.grad = g
    optimizer.step()
    print(step, loss.item())
