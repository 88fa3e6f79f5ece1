import torch
from torch import nn
from torch.nn.functional import cross_entropy

model = nn.Linear(6, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, y = torch.randn(64, 6), torch.randint(3, (64,))
for epoch in range(3):
    optimizer.zero_grad()
    logits = model(x)
    confidence = logits.softmax(dim=1).gather(1, y[:, None]).squeeze(1)
    seen = torch.bincount(y, weights=confidence.detach(), minlength=3)
    weight = seen.sum() / (3 * seen)
    loss = (weight[y] * cross_entropy(logits, y, reduction="none")).mean()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
