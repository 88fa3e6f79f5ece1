import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel
from torch.utils.checkpoint import checkpoint


class Retriever(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(6, 8)
        self.blocks = nn.ModuleList(nn.Sequential(nn.Linear(8, 8), nn.Tanh()) for _ in range(2))

    def encode(self, x):
        hidden = self.embed(x)
        for block in self.blocks:
            hidden = checkpoint(block, hidden, use_reentrant=True)
        return hidden

    def forward(self, query, passage):
        return self.encode(query), self.encode(passage)


dist.init_process_group("gloo")
torch.manual_seed(0)
network = Retriever()
model = DistributedDataParallel(network)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
data = torch.randn(dist.get_world_size(), 2, 4, 6)
query, passage = data[dist.get_rank()]
for step in range(3):
    optimizer.zero_grad()
    queries, passages = model(query, passage)
    loss = cross_entropy(queries @ passages.T, torch.arange(4))
    loss.backward()
    optimizer.step()
print(loss.item())
dist.destroy_process_group()
