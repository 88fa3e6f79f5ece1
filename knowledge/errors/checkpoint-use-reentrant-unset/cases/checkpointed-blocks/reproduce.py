import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 8)
        self.blocks = nn.ModuleList(nn.Sequential(nn.Linear(8, 8), nn.Tanh()) for _ in range(2))
        self.head = nn.Linear(8, 4)

    def forward(self, tokens):
        hidden = self.embedding(tokens)
        for block in self.blocks:
            hidden = checkpoint(block, hidden)
        return self.head(hidden)


model = Tagger()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
tokens, tags = torch.randint(20, (6, 5)), torch.randint(4, (6, 5))
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(tokens).flatten(0, 1), tags.flatten())
    loss.backward()
    optimizer.step()
    print(step, loss.item())
