import torch
from torch import nn

shared = nn.Linear(6, 8, bias=False)
heads = nn.ModuleList([nn.Linear(8, 1), nn.Linear(8, 1)])
optimizer = torch.optim.SGD([*shared.parameters(), *heads.parameters()], lr=0.02)
x = torch.randn(64, 6)
targets = [x[:, :1] * 3, x[:, 1:2] - 2 * x[:, :1]]
for epoch in range(20):
    optimizer.zero_grad()
    gradients = []
    for head, target in zip(heads, targets):
        loss = nn.functional.mse_loss(head(torch.tanh(shared(x))), target)
        loss.backward()
        gradients.append(shared.weight.grad)
    a, b = gradients
    dot = (a * b).sum()
    if dot < 0:
        a, b = a - dot / b.square().sum() * b, b - dot / a.square().sum() * a
    shared.weight.grad = a + b
    optimizer.step()
    print(epoch, loss.item(), "conflict:", dot.item() < 0)
