import torch
from torch import nn

encoder, head = nn.Linear(3, 2), nn.Linear(2, 1)
optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.1)
bags, y = torch.randn(4, 8, 3), torch.randn(4, 1)
for step in range(3):
    optimizer.zero_grad()
    embeddings = []
    for bag in bags:
        embeddings.append(encoder(bag).mean(dim=0))
    loss = ((head(torch.tensor(embeddings)) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
