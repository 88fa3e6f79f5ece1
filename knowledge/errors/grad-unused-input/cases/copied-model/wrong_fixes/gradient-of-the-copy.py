import copy

import torch
from torch import nn
from torch.nn.functional import cross_entropy

model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
tasks = [(torch.randn(10, 4), torch.randint(3, (10,)), torch.randn(10, 4), torch.randint(3, (10,))) for _ in range(3)]
for x, y, query_x, query_y in tasks:
    learner = copy.deepcopy(model)
    inner_optimizer = torch.optim.SGD(learner.parameters(), lr=0.4)
    inner_optimizer.zero_grad()
    cross_entropy(learner(x), y).backward()
    inner_optimizer.step()
    loss = cross_entropy(learner(query_x), query_y)
    gradients = torch.autograd.grad(loss, learner.parameters())
    for parameter, gradient in zip(model.parameters(), gradients):
        parameter.grad = gradient
    optimizer.step()
    print(loss.item())
