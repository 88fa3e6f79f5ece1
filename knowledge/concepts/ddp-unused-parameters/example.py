import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleDict({name: nn.Linear(2, 1, bias=False) for name in ("boxes", "masks", "depth")})

    def forward(self, x, task):
        return self.heads[task](x)


dist.init_process_group("gloo")  # run by torchrun --nproc-per-node 2
rank = dist.get_rank()
network = Heads()
model = DistributedDataParallel(network, find_unused_parameters=True)
model(torch.ones(1, 2), "boxes" if rank == 0 else "masks").sum().backward()
for name, head in network.heads.items():
    print("rank", rank, name, head.weight.grad)
dist.barrier()
dist.destroy_process_group()
