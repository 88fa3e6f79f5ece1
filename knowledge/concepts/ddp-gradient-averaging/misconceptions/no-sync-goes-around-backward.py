import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")
rank, world_size = dist.get_rank(), dist.get_world_size()
torch.manual_seed(0)
network = nn.Linear(3, 1)
model = DistributedDataParallel(network)
x = torch.full((4, 3), float(rank + 1))


def own_gradient(forward_inside, backward_inside):
    """Whether the gradient is that of this rank alone."""
    network.zero_grad()
    if forward_inside:
        with model.no_sync():
            loss = model(x).mean()
    else:
        loss = model(x).mean()
    if backward_inside:
        with model.no_sync():
            loss.backward()
    else:
        loss.backward()
    return torch.allclose(network.weight.grad, x[:1])


for forward_inside in (False, True):
    for backward_inside in (False, True):
        own = own_gradient(forward_inside, backward_inside)
        print("forward inside:", forward_inside, "| backward inside:", backward_inside, "| own gradient:", own)
        assert own == forward_inside
dist.barrier()
dist.destroy_process_group()
