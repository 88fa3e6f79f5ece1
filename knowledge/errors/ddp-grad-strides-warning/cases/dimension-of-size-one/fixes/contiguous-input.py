import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel


class Block(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.norm = nn.LayerNorm(size)
        self.conv = nn.Conv2d(size, size, 3, padding=1, groups=size)

    def forward(self, tokens):
        image = self.norm(tokens).transpose(1, 2).unflatten(2, (4, 4)).contiguous()
        return tokens + self.conv(image).flatten(2).transpose(1, 2)


dist.init_process_group("gloo")
torch.manual_seed(0)
network = nn.Sequential(nn.Linear(6, 16), Block(16), nn.Flatten(), nn.Linear(256, 5))
model = DistributedDataParallel(network)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
x, y = torch.randn(dist.get_world_size(), 8, 16, 6), torch.randint(5, (dist.get_world_size(), 8))
rank = dist.get_rank()
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(x[rank]), y[rank])
    loss.backward()
    optimizer.step()
    print(step, loss.item())
dist.destroy_process_group()
