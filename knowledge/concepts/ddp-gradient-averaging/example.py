import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")  # run by torchrun --nproc-per-node 2
rank = dist.get_rank()
torch.manual_seed(rank)
network = nn.Linear(2, 1)
model = DistributedDataParallel(network)
x = torch.full((4, 2), float(rank))

with model.no_sync():
    model(x).mean().backward()
print("rank", rank, "in no_sync, its own gradient: ", network.weight.grad)

network.zero_grad()
model(x).mean().backward()
print("rank", rank, "the mean of both ranks:       ", network.weight.grad)
dist.barrier()
dist.destroy_process_group()
