import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

model = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 1), nn.Flatten(0))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(48, 6), torch.randint(2, (48,)).float()
scores = torch.empty(0)  # of the whole epoch, for the average precision
for start in range(0, 48, 16):
    output = model(x[start : start + 16])
    scores.resize_(start + 16)
    scores[start : start + 16] = output
    loss = binary_cross_entropy_with_logits(output, y[start : start + 16])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(scores.shape, ((scores > 0) == y).float().mean().item())
