import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 8)

    def forward(self, x):
        with torch.no_grad():
            return torch.tanh(self.layer(x))


stem = nn.Linear(4, 8)
encoder = Encoder()
head = nn.Linear(8, 1)
parameters = [*stem.parameters(), *encoder.parameters(), *head.parameters()]
optimizer = torch.optim.SGD(parameters, lr=0.05)

x, y = torch.randn(32, 4), torch.randn(32, 1)
for epoch in range(4):
    optimizer.zero_grad()
    with torch.enable_grad():
        features = checkpoint(encoder, stem(x), use_reentrant=True)
    loss = (head(features) - y).pow(2).mean()
    loss.backward()
    optimizer.step()
