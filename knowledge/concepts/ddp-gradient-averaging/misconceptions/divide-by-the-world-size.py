import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")
rank, world_size = dist.get_rank(), dist.get_world_size()
torch.manual_seed(0)
network = nn.Linear(3, 1)
data, targets = torch.randn(world_size, 8, 3), torch.randn(world_size, 8, 1)
mse = nn.functional.mse_loss

mse(network(data.flatten(0, 1)), targets.flatten(0, 1)).backward()
one_process = network.weight.grad.clone()

model = DistributedDataParallel(network)
for divisor in (1, world_size):
    network.zero_grad()
    (mse(model(data[rank]), targets[rank]) / divisor).backward()
    ratio = (network.weight.grad.norm() / one_process.norm()).item()
    print(f"loss divided by {divisor}: {ratio:.3f} times the gradient of one process with all samples")
    assert abs(ratio - 1 / divisor) < 1e-4
dist.barrier()
dist.destroy_process_group()
