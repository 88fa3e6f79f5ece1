import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class TextClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 8)
        self.block = nn.Sequential(nn.Linear(8, 8), nn.Tanh(), nn.Dropout(0.5))
        self.head = nn.Linear(8, 3)

    def forward(self, tokens):
        hidden = self.embedding(tokens)
        hidden = checkpoint(self.block, hidden, use_reentrant=False)
        return self.head(hidden.mean(dim=1))


model = TextClassifier()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
tokens, labels = torch.randint(20, (16, 5)), torch.randint(3, (16,))
for step in range(3):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(tokens), labels).backward()
    optimizer.step()

model.eval()
with torch.no_grad():
    logits = model(tokens)
    print("validation loss:", nn.functional.cross_entropy(logits, labels).item())
