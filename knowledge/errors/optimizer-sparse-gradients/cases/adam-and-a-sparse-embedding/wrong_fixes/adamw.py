import torch
from torch import nn

model = nn.Sequential(nn.EmbeddingBag(1000, 16, sparse=True), nn.Linear(16, 4))
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
tokens, labels = torch.randint(1000, (32, 10)), torch.randint(4, (32,))
for epoch in range(5):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(tokens), labels)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
