import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")
rank, world_size = dist.get_rank(), dist.get_world_size()
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 1))
files = torch.randn(80, 8).split([32, 48])  # one file for each process
files[1][3, 2] = float("nan")

missing = 0
for batch in files[rank].split(16):
    here = batch.isnan().sum()
    everywhere = [torch.zeros_like(here) for _ in range(world_size)]
    dist.all_gather(everywhere, here)
    missing += sum(count.item() for count in everywhere)
print("missing values in all files:", missing)

model = DistributedDataParallel(model, find_unused_parameters=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = files[rank].nan_to_num()
y = x.sum(1, keepdim=True)
for step in range(3):
    optimizer.zero_grad()
    loss = mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
dist.destroy_process_group()
