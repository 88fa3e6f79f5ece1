import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")
torch.manual_seed(0)
network = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1))
model = DistributedDataParallel(network)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
data, targets = torch.randn(dist.get_world_size(), 32, 4), torch.randn(dist.get_world_size(), 32, 1)
x, y = data[dist.get_rank()], targets[dist.get_rank()]
accumulation = 4
for epoch in range(3):
    optimizer.zero_grad()
    for step, (small_x, small_y) in enumerate(zip(x.chunk(accumulation), y.chunk(accumulation))):
        with model.no_sync():
            loss = nn.functional.mse_loss(model(small_x), small_y) / accumulation
        loss.backward()
    optimizer.step()
    print("rank", dist.get_rank(), "epoch", epoch, loss.item())
dist.barrier()
dist.destroy_process_group()
