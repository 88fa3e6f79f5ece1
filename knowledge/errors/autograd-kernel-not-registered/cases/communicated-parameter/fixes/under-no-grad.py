import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import mse_loss

dist.init_process_group("gloo")
rank, ranks = dist.get_rank(), dist.get_world_size()
torch.manual_seed(0)
x, y = torch.randn(ranks, 16, 6), 3 * torch.randn(ranks, 16, 1)
torch.manual_seed(rank)
model = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 1))
for parameter in model.parameters():
    parameter.register_hook(lambda gradient: gradient.clamp(-0.1, 0.1))
with torch.no_grad():
    for parameter in model.parameters():
        dist.broadcast(parameter, src=0)

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(3):
    optimizer.zero_grad()
    loss = mse_loss(model(x[rank]), y[rank])
    loss.backward()
    for parameter in model.parameters():
        dist.all_reduce(parameter.grad)
        parameter.grad /= ranks
    optimizer.step()
    print(step, loss.item())
dist.destroy_process_group()
