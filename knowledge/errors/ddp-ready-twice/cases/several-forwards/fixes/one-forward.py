import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(3, 3)
        self.heads = nn.ModuleDict({"depth": nn.Linear(3, 1), "normal": nn.Linear(3, 2)})

    def forward(self, x):
        hidden = torch.tanh(self.body(x))
        return {task: head(hidden) for task, head in self.heads.items()}


dist.init_process_group("gloo")
torch.manual_seed(0)
network = Network()
model = DistributedDataParallel(network, find_unused_parameters=True)
data = torch.randn(dist.get_world_size(), 4, 3)
x = data[dist.get_rank()]
outputs = model(x)
loss = outputs["depth"].pow(2).mean() + outputs["normal"].pow(2).mean()
loss.backward()
print(network.body.bias.grad)
dist.destroy_process_group()
