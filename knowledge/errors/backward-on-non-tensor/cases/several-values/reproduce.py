import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Linear(6, 8), nn.Linear(8, 3)

    def forward(self, x, labels=None):
        logits = self.head(torch.tanh(self.body(x)))
        if labels is None:
            return logits
        return nn.functional.cross_entropy(logits, labels), logits


model = Classifier()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
x, y = torch.randn(24, 6), torch.randint(3, (24,))
for step in range(3):
    optimizer.zero_grad()
    loss = model(x, labels=y)
    loss.backward()
    optimizer.step()
    print("step", step, loss)
