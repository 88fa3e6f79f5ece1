import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.checkpoint import checkpoint


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.Linear(3, 3)

    def forward(self, x):
        x = torch.tanh(checkpoint(self.block, x, use_reentrant=True))
        return torch.tanh(checkpoint(self.block, x, use_reentrant=True))


dist.init_process_group("gloo")
torch.manual_seed(0)
network = Recurrent()
model = DistributedDataParallel(network)
data = torch.randn(dist.get_world_size(), 4, 3)
x = data[dist.get_rank()].requires_grad_()
loss = model(x).pow(2).mean()
loss.backward()
print(network.block.bias.grad)
dist.destroy_process_group()
