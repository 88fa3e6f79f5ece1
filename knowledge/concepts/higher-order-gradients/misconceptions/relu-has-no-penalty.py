import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(16, 3, requires_grad=True)
network = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
(gradient,) = torch.autograd.grad(network(x).sum(), x, create_graph=True)

(by_the_input,) = torch.autograd.grad(gradient.sum(), x, retain_graph=True)
print("second derivative by the input, largest:", by_the_input.abs().max().item())
assert not by_the_input.any()

penalty = ((gradient.norm(dim=1) - 1) ** 2).mean()
penalty.backward()
print("gradient of the penalty by the weights, largest:", network[0].weight.grad.abs().max().item())
assert network[0].weight.grad.any()

# Training by the penalty alone brings the slopes to one.
optimizer = torch.optim.Adam(network.parameters(), lr=1e-2)
for _ in range(200):
    (gradient,) = torch.autograd.grad(network(x).sum(), x, create_graph=True)
    penalty = ((gradient.norm(dim=1) - 1) ** 2).mean()
    optimizer.zero_grad()
    penalty.backward()
    optimizer.step()
print("penalty after 200 steps:", round(penalty.item(), 4))
assert penalty.item() < 0.05
