import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss
from torch.nn.parallel import DistributedDataParallel


class Perception(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone, self.labels, self.depth = nn.Linear(6, 16), nn.Linear(16, 5), nn.Linear(16, 1)

    def forward(self, x, with_depth):
        h = self.backbone(x).relu()
        return self.labels(h), self.depth(h) if with_depth else None


dist.init_process_group("gloo")
torch.manual_seed(0)
network = Perception()
model = DistributedDataParallel(network, static_graph=True)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
ranks = dist.get_world_size()
x, y, z = torch.randn(ranks, 8, 6), torch.randint(5, (ranks, 8)), torch.randn(ranks, 8, 1)
rank = dist.get_rank()
for step in range(4):
    optimizer.zero_grad()
    labels, depth = model(x[rank], with_depth=step % 2 == 0)
    loss = cross_entropy(labels, y[rank])
    if depth is not None:
        loss = loss + mse_loss(depth, z[rank])
    loss.backward()
    optimizer.step()
    print(step, loss.item())
dist.destroy_process_group()
