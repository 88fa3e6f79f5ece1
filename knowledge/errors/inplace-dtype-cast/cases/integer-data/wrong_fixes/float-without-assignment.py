import torch
from torch import nn

images = torch.randint(256, (32, 3, 8, 8), dtype=torch.uint8)
labels = torch.randint(4, (32,))
model = nn.Sequential(nn.Flatten(), nn.Linear(192, 4))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(2):
    for start in range(0, 32, 16):
        batch = images[start : start + 16]
        batch.float().div_(255)
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(batch.float()), labels[start : start + 16])
        loss.backward()
        optimizer.step()
        print(epoch, loss.item())
