import torch
from torch import nn

vectors = torch.randn(20, 8)
model = nn.Sequential(nn.Embedding(20, 8), nn.Flatten(), nn.Linear(4 * 8, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
model[0].weight = vectors

words, y = torch.randint(20, (32, 4)), torch.randint(3, (32,))
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(words), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
