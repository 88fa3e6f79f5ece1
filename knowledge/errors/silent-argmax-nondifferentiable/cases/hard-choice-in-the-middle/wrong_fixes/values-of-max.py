import torch
from torch import nn

scorer, head = nn.Linear(4, 1), nn.Linear(4, 1)
optimizer = torch.optim.SGD([*scorer.parameters(), *head.parameters()], lr=0.1)
x, y = torch.randn(32, 5, 4), torch.randn(32, 1)  # five candidates for each sample
for step in range(5):
    optimizer.zero_grad()
    scores = scorer(x).squeeze(-1)
    values, best = scores.max(dim=1)
    chosen = x[torch.arange(len(x)), best] + 0 * values.unsqueeze(1)
    loss = ((head(chosen) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item(), scorer.weight.grad)
