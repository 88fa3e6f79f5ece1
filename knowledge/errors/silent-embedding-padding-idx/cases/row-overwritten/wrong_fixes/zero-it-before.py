import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 8, padding_idx=0)
        self.head = nn.Linear(8, 2)
        self.embedding.weight.data[0] = 0
        for parameter in self.parameters():
            nn.init.normal_(parameter, std=0.5)

    def forward(self, tokens):
        return self.head(self.embedding(tokens).sum(1))


model = Classifier()
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
tokens = torch.randint(1, 20, (32, 10))
tokens[torch.arange(10) >= torch.randint(2, 11, (32, 1))] = 0
labels = (tokens == 7).any(1).long()
for epoch in range(20):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(tokens), labels)
    loss.backward()
    optimizer.step()
print(loss.item())
