import copy

import torch
from torch import nn

model = nn.Linear(2, 1)
learner = copy.deepcopy(model)
optimizer = torch.optim.SGD(learner.parameters(), lr=0.1)
(learner(torch.ones(4, 2)) ** 2).mean().backward()
optimizer.step()

(learner(torch.ones(4, 2)) ** 2).mean().backward()
print("gradient of the start:", model.weight.grad, " of the copy:", learner.weight.grad is not None)
assert model.weight.grad is None and learner.weight.grad is not None
