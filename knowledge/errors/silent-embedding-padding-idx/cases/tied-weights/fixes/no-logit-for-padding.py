import torch
from torch import nn


class LanguageModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 16, padding_idx=0)
        self.decoder = nn.Linear(16, 20, bias=False)
        self.decoder.weight = self.embedding.weight

    def forward(self, tokens):
        context = self.embedding(tokens).cumsum(1) / 16
        logits = self.decoder(context)
        return torch.cat([torch.full_like(logits[..., :1], -1e9), logits[..., 1:]], dim=-1)


model = LanguageModel()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
tokens = torch.randint(1, 20, (32, 9))
tokens[torch.arange(9) < torch.randint(0, 7, (32, 1))] = 0
for epoch in range(20):
    optimizer.zero_grad()
    logits = model(tokens[:, :-1])
    loss = nn.functional.cross_entropy(logits.transpose(1, 2), tokens[:, 1:], ignore_index=0)
    loss.backward()
    optimizer.step()
print(loss.item())
