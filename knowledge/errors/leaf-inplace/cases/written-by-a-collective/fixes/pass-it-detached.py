import copy

import torch
import torch.distributed as dist
from torch import nn


def gather_models(model, members):
    """Member i gets the weights that rank i has."""
    for index, parameter in enumerate(model.parameters()):
        places = [list(member.parameters())[index].detach() for member in members]
        dist.all_gather(places, parameter.detach())


dist.init_process_group("gloo")
torch.manual_seed(dist.get_rank())
model = nn.Linear(4, 1)
members = [copy.deepcopy(model) for _ in range(dist.get_world_size())]
gather_models(model, members)
optimizer = torch.optim.SGD([p for member in members for p in member.parameters()], lr=0.1)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    mean = torch.stack([member(x) for member in members]).mean(dim=0)
    loss = ((mean - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
dist.destroy_process_group()
