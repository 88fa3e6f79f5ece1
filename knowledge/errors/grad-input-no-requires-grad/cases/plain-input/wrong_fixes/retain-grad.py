import torch
from torch import nn
from torch.nn.functional import cross_entropy

model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batches = [(torch.rand(32, 4), torch.randint(3, (32,))) for _ in range(3)]
for x, y in batches:
    x.retain_grad()
    loss = cross_entropy(model(x), y)
    gradient = torch.autograd.grad(loss, x)[0]
    attacked = x + 0.1 * gradient.sign()
    optimizer.zero_grad()
    attacked_loss = cross_entropy(model(attacked), y)
    attacked_loss.backward()
    optimizer.step()
    print(loss.item(), attacked_loss.item())
