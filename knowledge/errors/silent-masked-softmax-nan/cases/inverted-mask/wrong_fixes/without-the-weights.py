import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 8)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.head = nn.Linear(8, 2)

    def forward(self, tokens, mask):
        h = self.embedding(tokens)
        mixed, _ = self.attention(h, h, h, key_padding_mask=mask, need_weights=False)
        pooled = (mixed * mask.unsqueeze(2)).sum(dim=1) / mask.sum(dim=1, keepdim=True)
        return self.head(pooled)


model = Classifier()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
tokens, y = torch.randint(1, 20, (16, 6)), torch.randint(0, 2, (16,))
lengths = torch.randint(2, 7, (16,))
mask = torch.arange(6) < lengths.unsqueeze(1)  # True for tokens, as tokenizers return it
tokens = tokens.masked_fill(~mask, 0)

for step in range(20):
    loss = nn.functional.cross_entropy(model(tokens, mask), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
