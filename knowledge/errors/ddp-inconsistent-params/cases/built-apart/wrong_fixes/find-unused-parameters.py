import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.parallel import DistributedDataParallel


def build(depth):
    layers = [nn.Linear(8, 16), nn.Tanh()]
    for _ in range(depth):
        layers += [nn.Linear(16, 16), nn.Tanh()]
    return nn.Sequential(*layers, nn.Linear(16, 1))


dist.init_process_group("gloo")
rank = dist.get_rank()
x = torch.randn(2, 32, 8)  # one half for each process
y = x.sum(2, keepdim=True)
torch.manual_seed(41 + rank)  # a trial of the search
depth = int(torch.randint(1, 4, ()))
print("hidden layers:", depth)
model = build(depth)
model = DistributedDataParallel(model, find_unused_parameters=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(3):
    optimizer.zero_grad()
    loss = mse_loss(model(x[rank]), y[rank])
    loss.backward()
    optimizer.step()
    print(step, loss.item())
dist.destroy_process_group()
