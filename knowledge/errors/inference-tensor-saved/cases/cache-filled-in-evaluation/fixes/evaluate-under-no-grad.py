import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, size=8, classes=3):
        super().__init__()
        self.project = nn.Linear(size, size)
        self.head = nn.Linear(size, classes)
        self.cached = None

    def positions(self, x):
        if self.cached is None or len(self.cached) < x.shape[1]:
            steps = torch.arange(x.shape[1])[:, None] / 10 ** torch.arange(x.shape[2])
            self.cached = steps.cos()
        return self.cached[: x.shape[1]]

    def forward(self, x):
        hidden = self.project(x) * self.positions(x)
        return self.head(torch.tanh(hidden).mean(dim=1))


@torch.no_grad()
def evaluate(model, inputs, labels):
    return (model(inputs).argmax(1) == labels).float().mean().item()


model = Encoder()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
inputs, labels = torch.randn(32, 6, 8), torch.randint(3, (32,))
for epoch in range(3):
    print(epoch, "accuracy before:", evaluate(model, inputs, labels))
    optimizer.zero_grad()
    logits = model(inputs)
    loss = nn.functional.cross_entropy(logits, labels)
    loss.backward()
    optimizer.step()
