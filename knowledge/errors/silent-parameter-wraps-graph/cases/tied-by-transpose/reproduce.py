import torch
from torch import nn


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(8, 3)
        self.decoder = nn.Linear(3, 8)
        self.decoder.weight = nn.Parameter(self.encoder.weight.t())

    def forward(self, x):
        hidden = torch.tanh(self.encoder(x))
        return self.decoder(hidden)


model = Autoencoder().double()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x = torch.randn(32, 8).double()
for epoch in range(5):
    optimizer.zero_grad()
    loss = ((model(x) - x) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
