import torch
from torch import nn


class NeighbourAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, bias=False, batch_first=True)
        self.head = nn.Linear(8, 1)

    def forward(self, nodes, neighbours, padding):
        query = nodes.unsqueeze(1)
        mixed, _ = self.attention(query, neighbours, neighbours, key_padding_mask=padding, need_weights=False)
        return self.head(nodes + mixed.squeeze(1))


model = NeighbourAttention()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
nodes, neighbours, y = torch.randn(12, 8), torch.randn(12, 5, 8), torch.randn(12, 1)
counts = torch.tensor([5, 3, 0, 4, 2, 0, 1, 5, 0, 2, 3, 4])
padding = torch.arange(5) >= counts.unsqueeze(1)

for step in range(20):
    loss = ((model(nodes, neighbours, padding) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
