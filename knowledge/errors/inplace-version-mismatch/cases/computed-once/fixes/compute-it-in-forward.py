import torch
from torch import nn
from torch.nn.functional import cross_entropy


class Matcher(nn.Module):
    def __init__(self, classes=3, size=8):
        super().__init__()
        self.encoder = nn.Linear(4, size)
        self.embedding, self.project = nn.Embedding(classes, size), nn.Linear(size, size)

    def forward(self, x):
        prototypes = self.project(self.embedding.weight)
        return self.encoder(x) @ prototypes.T


model = Matcher()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, labels = torch.randn(16, 4), torch.randint(3, (16,))
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(x), labels)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
