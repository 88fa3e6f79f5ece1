import torch
from torch import nn
from torch.nn import functional as F

model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(64, 4)
allowed = torch.rand(64, 5) > 0.3
allowed[:, 0] = True
actions = torch.multinomial(allowed.float(), 1).squeeze(1)

for step in range(20):
    logits = model(x).masked_fill(~allowed, float("-inf"))
    probs = logits.softmax(dim=1)
    entropy = -torch.where(probs > 0, probs * torch.log(probs), 0.0).sum(dim=1)
    loss = F.cross_entropy(logits, actions) - 0.01 * entropy.mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
