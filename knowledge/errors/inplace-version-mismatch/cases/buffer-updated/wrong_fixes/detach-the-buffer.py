import torch
from torch import nn
from torch.nn.functional import cross_entropy


class Contrast(nn.Module):
    def __init__(self, size, length):
        super().__init__()
        self.encoder = nn.Linear(6, size)
        self.register_buffer("queue", torch.zeros(length, size))
        self.start = 0

    def forward(self, first, second):
        query = self.encoder(first)
        with torch.no_grad():
            key = self.encoder(second)
        positive = (query * key).sum(dim=1, keepdim=True)
        logits = torch.cat([positive, query @ self.queue.detach().T], dim=1)
        self.queue[self.start : self.start + len(key)] = key
        self.start = (self.start + len(key)) % len(self.queue)
        return logits


model = Contrast(8, length=12)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
first, second = torch.randn(3, 4, 6), torch.randn(3, 4, 6)
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(first[step], second[step]), torch.zeros(4, dtype=torch.long))
    loss.backward()
    optimizer.step()
    print(step, loss.item())
