import torch
from torch import nn


class Pooling(nn.Module):
    def __init__(self):
        super().__init__()
        self.score, self.head = nn.Linear(6, 1), nn.Linear(6, 2)

    def forward(self, tokens, padding):
        scores = self.score(tokens).squeeze(-1).masked_fill(padding, float("-inf"))
        weights = scores.softmax(dim=1)
        return self.head((weights.unsqueeze(-1) * tokens).sum(dim=1))


torch.autograd.set_detect_anomaly(True)
model = Pooling()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
all_tokens, all_labels = torch.randn(8, 5, 6), torch.randint(2, (8,))
all_lengths = torch.tensor([5, 3, 4, 0, 2, 5, 1, 3])
tokens, labels, lengths = all_tokens, all_labels, all_lengths
padding = torch.arange(5) >= lengths[:, None]
for step in range(3):
    output = model(tokens, padding)
    loss = nn.functional.cross_entropy(output, labels)
    if loss.isnan():
        continue
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
