import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.checkpoint import checkpoint


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(3, 3)
        self.block = nn.Linear(3, 3)
        self.head = nn.Linear(3, 1)

    def forward(self, x):
        x = torch.tanh(self.embed(x))
        x = torch.tanh(checkpoint(self.block, x, use_reentrant=True))
        return self.head(x)


dist.init_process_group("gloo")
torch.manual_seed(0)
network = Network()
model = DistributedDataParallel(network, find_unused_parameters=True)
data = torch.randn(dist.get_world_size(), 4, 3)
with model.no_sync():
    loss = model(data[dist.get_rank()]).pow(2).mean()
    loss.backward()
print(network.block.bias.grad)
dist.destroy_process_group()
