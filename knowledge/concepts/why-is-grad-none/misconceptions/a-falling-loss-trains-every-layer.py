import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(64, 4)
y = torch.sin(x.sum(1, keepdim=True))
encoder, head = nn.Linear(4, 32), nn.Linear(32, 1)
optimizer = torch.optim.Adam([*encoder.parameters(), *head.parameters()], lr=1e-2)
before = encoder.weight.detach().clone()
losses = []
for step in range(200):
    features = torch.tanh(encoder(x)).detach()
    loss = ((head(features) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print(f"loss: {losses[0]:.2f} -> {losses[-1]:.2f}")
print("encoder.weight.grad:", encoder.weight.grad, " moved:", (encoder.weight - before).abs().max().item())
assert losses[-1] < 0.7 * losses[0]
assert encoder.weight.grad is None and torch.equal(encoder.weight, before)
