from collections import namedtuple

import torch
from torch import nn

Output = namedtuple("Output", ["loss", "logits"])


class TokenClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.head = nn.Embedding(30, 8), nn.Linear(8, 4)

    def forward(self, tokens, labels=None):
        logits = self.head(self.embedding(tokens))
        loss = None
        if labels is not None:
            loss = nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
        return Output(loss, logits)


model = TokenClassifier()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
tokens, tags = torch.randint(30, (6, 5)), torch.randint(4, (6, 5))
for step in range(3):
    optimizer.zero_grad()
    loss = model(tokens, labels=tags).loss
    loss.backward()
    optimizer.step()
    print(step, loss)
