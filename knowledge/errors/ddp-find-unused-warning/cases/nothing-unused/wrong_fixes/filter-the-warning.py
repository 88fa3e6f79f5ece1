import warnings

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

warnings.filterwarnings("ignore", message="find_unused_parameters=True")
dist.init_process_group("gloo")
torch.manual_seed(0)
network = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 5))
model = DistributedDataParallel(network, find_unused_parameters=True)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
x, y = torch.randn(dist.get_world_size(), 8, 6), torch.randint(5, (dist.get_world_size(), 8))
rank = dist.get_rank()
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(x[rank]), y[rank])
    loss.backward()
    optimizer.step()
    print(step, loss.item())
dist.destroy_process_group()
