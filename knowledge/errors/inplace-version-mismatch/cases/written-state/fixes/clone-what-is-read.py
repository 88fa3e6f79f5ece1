import torch
from torch import nn
from torch.nn.functional import cross_entropy


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.cls, self.head = nn.Linear(6, 8), nn.Linear(8, 8), nn.Linear(8, 3)

    def forward(self, tokens):
        hidden = self.embed(tokens)
        hidden[:, 0] = self.cls(hidden[:, 0].clone())
        return self.head(hidden.mean(dim=1))


model = Classifier()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
tokens, labels = torch.randn(16, 5, 6), torch.randint(3, (16,))
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(tokens), labels)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
