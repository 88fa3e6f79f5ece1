import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class MultiTask(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(3, 8)
        self.heads = nn.ModuleDict({"depth": nn.Linear(8, 1), "normal": nn.Linear(8, 2)})

    def forward(self, x, task):
        return self.heads[task](torch.tanh(self.body(x)))


dist.init_process_group("gloo")
torch.manual_seed(0)
network = MultiTask()
model = DistributedDataParallel(network, find_unused_parameters=True)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
data = torch.randn(dist.get_world_size(), 4, 3)
x = data[dist.get_rank()]
for step in range(3):
    optimizer.zero_grad()
    depth = model(x, "depth")
    normal = model.module(x, "normal")
    loss = (depth - 1).pow(2).mean() + (normal - 1).pow(2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
dist.destroy_process_group()
