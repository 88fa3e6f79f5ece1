import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv, self.out = nn.Linear(8, 24), nn.Linear(8, 8)

    def forward(self, x, mask):
        q, k, v = self.qkv(x).chunk(3, dim=2)
        scores = q @ k.transpose(1, 2) / 8**0.5
        return x + self.out((scores + mask).softmax(dim=-1) @ v)


embedding, blocks, head = nn.Embedding(20, 8), nn.ModuleList([Block(), Block()]), nn.Linear(8, 20)
model = nn.ModuleList([embedding, blocks, head])
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
tokens = torch.randint(1, 20, (8, 7))
is_token = torch.arange(7) >= torch.tensor([0, 2, 1, 3, 0, 2, 0, 1]).unsqueeze(1)  # padded on the left

causal = nn.Transformer.generate_square_subsequent_mask(7)
padding = torch.zeros(8, 1, 7).masked_fill(~is_token.unsqueeze(1), float("-inf"))

for step in range(20):
    x = embedding(tokens)
    for block in blocks:
        x = block(x, causal + padding)
    logits, target = head(x)[:, :-1], tokens[:, 1:]
    loss = F.cross_entropy(logits[is_token[:, :-1]], target[is_token[:, :-1]])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
