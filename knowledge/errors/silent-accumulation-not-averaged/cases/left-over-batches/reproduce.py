import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batches = [(torch.randn(8, 4), torch.randn(8, 1)) for _ in range(10)]
accumulation = 4

optimizer.zero_grad()
for epoch in range(2):
    for step, (x, y) in enumerate(batches):
        loss = nn.functional.mse_loss(model(x), y) / accumulation
        loss.backward()
        if (step + 1) % accumulation == 0:
            optimizer.step()
            optimizer.zero_grad()
    print(epoch, loss.item())
