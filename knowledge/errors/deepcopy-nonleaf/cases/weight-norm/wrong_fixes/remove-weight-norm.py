import copy

import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.utils import weight_norm


def make_model():
    return nn.Sequential(weight_norm(nn.Linear(4, 8)), nn.Tanh(), nn.Linear(8, 1))


model = make_model()
nn.utils.remove_weight_norm(model[0])
average = copy.deepcopy(model)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 4), torch.randn(32, 1)
for step in range(3):
    loss = mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        for slow, fast in zip(average.parameters(), model.parameters()):
            slow.lerp_(fast, 0.1)
    print(step, loss.item())
print("average:", mse_loss(average(x), y).item())
