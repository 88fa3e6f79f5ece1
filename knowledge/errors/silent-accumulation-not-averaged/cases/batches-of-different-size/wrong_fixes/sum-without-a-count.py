import torch
from torch import nn
from torch.nn.functional import cross_entropy

model = nn.Sequential(nn.Embedding(20, 16), nn.Linear(16, 20))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
lengths = [3, 40, 5, 32]
sequences = [torch.randint(20, (length,)) for length in lengths]
accumulation = 4

optimizer.zero_grad()
for step, tokens in enumerate(sequences):
    logits = model(tokens[:-1])
    loss = cross_entropy(logits, tokens[1:], reduction="sum") / accumulation
    loss.backward()
    if (step + 1) % accumulation == 0:
        optimizer.step()
        optimizer.zero_grad()
    print(step, loss.item())
