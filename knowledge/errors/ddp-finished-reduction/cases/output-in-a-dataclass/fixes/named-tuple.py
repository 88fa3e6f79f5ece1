from typing import NamedTuple

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class SegmenterOutput(NamedTuple):
    logits: torch.Tensor
    auxiliary: torch.Tensor


class Segmenter(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Linear(4, 6)
        self.head = nn.Linear(6, 2)
        self.auxiliary = nn.Linear(6, 2)

    def forward(self, x):
        features = torch.tanh(self.backbone(x))
        return SegmenterOutput(self.head(features), self.auxiliary(features))


dist.init_process_group("gloo")
torch.manual_seed(0)
network = Segmenter()
model = DistributedDataParallel(network, find_unused_parameters=True)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
data, targets = torch.randn(dist.get_world_size(), 8, 4), torch.randn(dist.get_world_size(), 8, 2)
x, y = data[dist.get_rank()], targets[dist.get_rank()]
for step in range(4):
    optimizer.zero_grad()
    output = model(x)
    loss = ((output.logits - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
dist.destroy_process_group()
