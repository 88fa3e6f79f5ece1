import torch
from torch import nn

embedding, out = nn.Embedding(10, 4), nn.Linear(4, 10, bias=False)
out.weight = embedding.weight
params = list(dict.fromkeys([*embedding.parameters(), *out.parameters()]))
optimizer = torch.optim.SGD([{"params": params}], lr=0.1)

words, following = torch.randint(10, (64,)), torch.randint(10, (64,))
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(out(embedding(words)), following)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
