import torch
from torch import nn

embedding = nn.Embedding(12, 8)
model = nn.Sequential(embedding, nn.Flatten(), nn.Linear(32, 2))
trained_rows = torch.zeros(12, 1)
trained_rows[10:] = 1
embedding.weight.register_hook(lambda gradient: gradient * trained_rows)
optimizer = torch.optim.AdamW(model[2].parameters(), lr=0.01)
optimizer.add_param_group({"params": embedding.parameters(), "weight_decay": 0.0})

before = embedding.weight.detach().clone()
tokens, y = torch.randint(12, (64, 4)), torch.randint(2, (64,))
for step in range(20):
    loss = nn.functional.cross_entropy(model(tokens), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("old rows moved by", (embedding.weight - before)[:10].abs().max().item())
