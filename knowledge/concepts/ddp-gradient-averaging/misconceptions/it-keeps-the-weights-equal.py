import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")
rank, world_size = dist.get_rank(), dist.get_world_size()
torch.manual_seed(0)
network = nn.Linear(3, 1)
model = DistributedDataParallel(network)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
x = torch.full((4, 3), float(rank + 1))


def difference():
    gathered = [torch.empty(1, 3) for _ in range(world_size)]
    dist.all_gather(gathered, network.weight.detach())
    return (gathered[0] - gathered[1]).abs().max().item()


def train():
    for _ in range(3):
        optimizer.zero_grad()
        model(x).mean().backward()
        optimizer.step()


train()
print("trained alike: the weights differ by", difference())
assert difference() == 0
if rank == 0:  # a checkpoint that rank 0 alone loads
    with torch.no_grad():
        network.weight.add_(0.5)
train()
print("changed on rank 0, three steps later: the weights differ by", round(difference(), 4))
assert abs(difference() - 0.5) < 1e-5
dist.barrier()
dist.destroy_process_group()
