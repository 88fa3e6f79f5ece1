import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = nn.Linear(4, 8), nn.Linear(4, 8), nn.Linear(4, 8)
        self.head = nn.Linear(8, 1)

    def forward(self, x, padding):
        scores = self.query(x) @ self.key(x).transpose(1, 2) / 8**0.5
        mask = torch.zeros(padding.shape).masked_fill(padding, float("-inf"))
        weights = (scores + mask.unsqueeze(1)).softmax(dim=-1).nan_to_num(0.0)
        return self.head(weights @ self.value(x)).squeeze(-1)


model = Attention()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(6, 5, 4), torch.randn(6, 5)
lengths = torch.tensor([5, 3, 0, 4, 2, 0])
padding = torch.arange(5) >= lengths.unsqueeze(1)

for step in range(20):
    output = model(x, padding)
    loss = ((output - y) ** 2)[~padding].mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
