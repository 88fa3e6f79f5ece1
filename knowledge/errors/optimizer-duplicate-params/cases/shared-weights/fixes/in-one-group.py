import torch
from torch import nn


class LanguageModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(10, 8)
        self.out = nn.Linear(8, 10)
        self.out.weight = self.embedding.weight

    def forward(self, words):
        return self.out(torch.tanh(self.embedding(words)))


model = LanguageModel()
groups = [
    {"params": list(model.embedding.parameters()), "lr": 0.05},
    {"params": [p for p in model.out.parameters() if p is not model.embedding.weight]},
]
optimizer = torch.optim.SGD(groups, lr=0.1)

words, following = torch.randint(10, (64,)), torch.randint(10, (64,))
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(words), following)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
