import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(64, 4)
with torch.no_grad():
    hits = (nn.Linear(4, 100)(x) == 0).sum().item()
print("random weights: activations that are exactly 0:", hits)
assert hits == 0

layer = nn.Linear(4, 8)
nn.init.zeros_(layer.weight)
nn.init.zeros_(layer.bias)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
for _ in range(50):
    optimizer.zero_grad()
    loss = ((torch.relu(layer(x)) - 1.0) ** 2).mean()
    loss.backward()
    optimizer.step()
hits = (layer(x) == 0).sum().item()
print("weights and bias begin at 0: activations that are exactly 0:", hits, "loss after 50 steps:", loss.item())
assert hits == 64 * 8 and loss.item() == 1.0 and not layer.weight.any()
