import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")
torch.manual_seed(0)
perception = nn.Sequential(nn.Linear(8, 16), nn.ReLU()).requires_grad_(False)  # fixed features for the loss
generator = nn.Linear(4, 8)
generator = DistributedDataParallel(generator)
perception = DistributedDataParallel(perception)
optimizer = torch.optim.SGD(generator.parameters(), lr=0.1)
x, y = torch.randn(dist.get_world_size(), 16, 4), torch.randn(dist.get_world_size(), 16, 8)
rank = dist.get_rank()
for step in range(3):
    optimizer.zero_grad()
    loss = mse_loss(perception(generator(x[rank])), perception(y[rank]))
    loss.backward()
    optimizer.step()
    print(step, loss.item())
dist.destroy_process_group()
