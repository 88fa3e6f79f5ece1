import torch
from torch import nn


class TwoTowers(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.document = nn.Linear(6, 4), nn.Linear(6, 4)

    @torch.no_grad()
    def encode(self, x):
        return nn.functional.normalize(self.document(x), dim=1)

    def forward(self, x):
        return nn.functional.normalize(self.query(x), dim=1)


model = TwoTowers()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
documents = torch.randn(32, 6)
queries = documents + 0.1 * torch.randn(32, 6)
start = model.document.weight.detach().clone()
for step in range(10):
    scores = model(queries) @ model.encode(documents).requires_grad_().T / 0.1
    loss = nn.functional.cross_entropy(scores, torch.arange(32))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item(), "document tower moved by", (model.document.weight - start).abs().max().item())
