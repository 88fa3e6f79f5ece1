import torch
from torch import nn

embedding = nn.Embedding(10, 8)
decoder = nn.Linear(8, 4)
decoder.requires_grad_(False)
target = torch.tensor(2)

token = embedding.weight[3].detach().clone().requires_grad_()
optimizer = torch.optim.Adam([token], lr=0.1)
for step in range(20):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(decoder(token), target)
    loss.backward()
    optimizer.step()
with torch.no_grad():
    embedding.weight[3] = token
print(loss.item())
