import torch
from torch import nn
from torch.nn.functional import cross_entropy


def build():
    return nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 3))


weights = build().state_dict()  # what was saved by the pretraining
x, y = torch.randn(64, 8), torch.randint(3, (64,))

with torch.device("meta"):  # no memory is taken until the weights are there
    model = build()
model.load_state_dict(weights, assign=True)

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
