import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(3, 3)
        self.heads = nn.ModuleDict({"depth": nn.Linear(3, 1), "normal": nn.Linear(3, 2)})

    def forward(self, x, task):
        return self.heads[task](torch.tanh(self.body(x)))


dist.init_process_group("gloo")
torch.manual_seed(0)
network = Network()
model = DistributedDataParallel(network)
data = torch.randn(dist.get_world_size(), 4, 3)
x = data[dist.get_rank()]
loss = model(x, "depth").pow(2).mean() + model(x, "normal").pow(2).mean()
loss.backward()
print(network.body.bias.grad)
dist.destroy_process_group()
