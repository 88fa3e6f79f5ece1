import torch
from torch import nn
from torch.nn.functional import cross_entropy

model = nn.Sequential(nn.Embedding(12, 16), nn.Linear(16, 12))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
lengths = torch.randint(2, 21, (6, 8))
lengths[:, 0] = 20
for batch, length in enumerate(lengths.sort(dim=0).values):  # short sequences first
    tokens = torch.randint(1, 12, (8, 21))
    mask = torch.arange(20) < length[:, None]  # False for padding
    optimizer.zero_grad()
    logits = model(tokens[:, :-1])
    loss = cross_entropy(logits.transpose(1, 2), tokens[:, 1:], reduction="none")
    loss = (loss * mask).mean()
    loss.backward()
    optimizer.step()
    print(batch, loss.item())
