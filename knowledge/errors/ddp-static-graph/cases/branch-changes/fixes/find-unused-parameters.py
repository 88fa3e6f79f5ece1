import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class MultiTask(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Linear(4, 6)
        self.heads = nn.ModuleDict({"depth": nn.Linear(6, 1), "normal": nn.Linear(6, 3)})

    def forward(self, x, task):
        return self.heads[task](torch.tanh(self.trunk(x)))


dist.init_process_group("gloo")
torch.manual_seed(0)
network = MultiTask()
model = DistributedDataParallel(network, find_unused_parameters=True)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
data = torch.randn(dist.get_world_size(), 8, 4)
x = data[dist.get_rank()]
for task in ["depth", "normal", "depth"]:
    optimizer.zero_grad()
    loss = ((model(x, task) - 1) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
dist.destroy_process_group()
