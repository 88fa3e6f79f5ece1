import torch
from torch import nn
from torch.nn.functional import cross_entropy


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 8)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        self.features = torch.tanh(self.encoder(x))
        self.features.retain_grad()
        return self.head(self.features)


@torch.no_grad()
def evaluate(model, x, y):
    return (model(x).argmax(1) == y).float().mean().item()


model = Network()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 4), torch.randint(3, (32,))
importance = torch.zeros(8)
for epoch in range(3):
    optimizer.zero_grad()
    cross_entropy(model(x), y).backward()
    importance += (model.features * model.features.grad).detach().sum(0).abs()
    optimizer.step()
    accuracy = evaluate(model, x, y)
    print(epoch, accuracy)
