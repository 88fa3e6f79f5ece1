import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Linear(6, 8), nn.Tanh())
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        hidden = checkpoint(self.stem, x, use_reentrant=True)
        return self.head(hidden)


model = Classifier()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, labels = torch.randn(16, 6), torch.randint(3, (16,))
start = model.stem[0].weight.detach().clone()
for step in range(5):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), labels)
    loss.backward()
    optimizer.step()
print("stem moved by", (model.stem[0].weight - start).abs().max().item())
