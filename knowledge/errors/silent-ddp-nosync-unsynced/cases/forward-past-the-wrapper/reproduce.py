import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class Regressor(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 16)
        self.head = nn.Linear(16, 1)

    def forward(self, x):
        return self.head(torch.tanh(self.body(x)))

    def training_step(self, x, y):
        return nn.functional.mse_loss(self(x), y)


dist.init_process_group("gloo")
torch.manual_seed(0)
network = Regressor()
model = DistributedDataParallel(network)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
data, targets = torch.randn(dist.get_world_size(), 32, 4), torch.randn(dist.get_world_size(), 32, 1)
x, y = data[dist.get_rank()], targets[dist.get_rank()]
for step in range(4):
    optimizer.zero_grad()
    loss = model.module.training_step(x, y)
    loss.backward()
    optimizer.step()
    print("rank", dist.get_rank(), "step", step, loss.item())
dist.barrier()
dist.destroy_process_group()
