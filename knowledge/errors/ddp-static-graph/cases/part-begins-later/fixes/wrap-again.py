import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class TwoStages(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Linear(4, 6)
        self.coarse, self.fine = nn.Linear(6, 1), nn.Linear(6, 1)

    def forward(self, x, refine):
        hidden = torch.tanh(self.trunk(x))
        return self.coarse(hidden) + self.fine(hidden) if refine else self.coarse(hidden)


dist.init_process_group("gloo")
torch.manual_seed(0)
network = TwoStages()
model = DistributedDataParallel(network, static_graph=True)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
data = torch.randn(dist.get_world_size(), 8, 4)
x = data[dist.get_rank()]
for epoch in range(4):
    if epoch == 2:
        model = DistributedDataParallel(network, static_graph=True)
    optimizer.zero_grad()
    loss = ((model(x, refine=epoch >= 2) - 1) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
dist.destroy_process_group()
