import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def entropy(probabilities):
    return -(probabilities * probabilities.log()).sum(-1)


dist.init_process_group("gloo")
torch.manual_seed(0)
network = nn.Linear(6, 8)
model = DistributedDataParallel(network)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
x = torch.randn(dist.get_world_size(), 16, 6) + 1
rank = dist.get_rank()
for step in range(3):
    optimizer.zero_grad()
    codes = model(x[rank]).softmax(dim=1)
    usage = codes.mean(dim=0)
    dist.all_reduce(usage)
    usage = usage / dist.get_world_size()
    loss = entropy(codes).mean() - entropy(usage)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
dist.destroy_process_group()
