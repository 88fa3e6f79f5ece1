import torch
from torch import nn

model = nn.Linear(1, 1, bias=False)
nn.init.ones_(model.weight)
x = torch.ones(1, 1)
optimizer_1 = torch.optim.SGD(model.parameters(), lr=0.1)
optimizer_2 = torch.optim.SGD(model.parameters(), lr=0.1)

loss_1, loss_2 = (3 * model(x)).sum(), (5 * model(x)).sum()
loss_1.backward()
loss_2.backward()
optimizer_1.step()
print("optimizer_1.step() moved the weight by", round(1 - model.weight.item(), 3), "= 0.1 * (3 + 5)")
assert abs(1 - model.weight.item() - 0.8) < 1e-6
optimizer_2.step()
print("and optimizer_2.step() once more, to", round(model.weight.item(), 3))
assert abs(1 - model.weight.item() - 1.6) < 1e-6
