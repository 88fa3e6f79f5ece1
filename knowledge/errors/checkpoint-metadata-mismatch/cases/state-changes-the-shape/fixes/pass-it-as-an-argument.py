import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.checkpoint import checkpoint


class Decoder(nn.Module):
    def __init__(self, words=20, size=8):
        super().__init__()
        self.embedding = nn.Embedding(words, size)
        self.qkv = nn.Linear(size, 3 * size)
        self.head = nn.Linear(size, words)

    def attend(self, hidden, past_key_values):
        q, k, v = self.qkv(hidden).chunk(3, dim=-1)
        if past_key_values is not None:
            k, v = (torch.cat(tensors, dim=1) for tensors in zip(*past_key_values, (k, v)))
        return (q @ k.transpose(1, 2) / 8**0.5).softmax(dim=-1) @ v

    def forward(self, input_ids, use_cache=True):
        hidden = self.embedding(input_ids)
        past_key_values = [] if use_cache else None
        attended = checkpoint(self.attend, hidden, past_key_values, use_reentrant=False)
        return self.head(hidden + attended)


model = Decoder()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
input_ids, labels = torch.randint(20, (2, 6)), torch.randint(20, (2, 6))
for step in range(3):
    optimizer.zero_grad()
    logits = model(input_ids)
    loss = cross_entropy(logits.flatten(0, 1), labels.flatten())
    loss.backward()
    optimizer.step()
    print(step, loss.item())
