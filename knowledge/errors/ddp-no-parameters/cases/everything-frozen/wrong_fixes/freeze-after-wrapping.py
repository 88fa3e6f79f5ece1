import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")
torch.manual_seed(0)
model = nn.Sequential()
model.add_module("backbone", nn.Sequential(nn.Linear(8, 16), nn.Tanh()))
model.add_module("classifier", nn.Linear(16, 3))
model = DistributedDataParallel(model)
for name, parameter in model.named_parameters():
    parameter.requires_grad = name.startswith("head.")  # train the last layer alone
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(dist.get_world_size(), 16, 8), torch.randint(3, (dist.get_world_size(), 16))
rank = dist.get_rank()
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(x[rank]), y[rank])
    loss.backward()
    optimizer.step()
    print(step, loss.item())
dist.destroy_process_group()
