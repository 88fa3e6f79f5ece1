import copy

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(2, 1)
start = model.weight.tolist()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

by_detach = model.weight.detach()
by_state_dict = model.state_dict()
by_clone = model.weight.detach().clone()
by_deepcopy = copy.deepcopy(model.state_dict())

model(torch.ones(1, 2)).sum().backward()
optimizer.step()

kept = {
    "weight.detach()": by_detach,
    "state_dict()": by_state_dict["weight"],
    "weight.detach().clone()": by_clone,
    "deepcopy(state_dict())": by_deepcopy["weight"],
}
for label, tensor in kept.items():
    print(f"{label:24} still the weight of before the step: {tensor.tolist() == start}")
    assert (tensor.tolist() == start) == ("clone" in label or "deepcopy" in label)
