import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")
network = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
discriminator = DistributedDataParallel(network, broadcast_buffers=False)
optimizer = torch.optim.Adam(discriminator.parameters(), lr=1e-2)
reals, fakes = torch.randn(3, 32, 2) + 2, torch.randn(3, 32, 2)
for real, fake in zip(reals, fakes):
    optimizer.zero_grad()
    real_score = discriminator(real)
    fake_score = discriminator(fake)
    loss = bce(real_score, torch.ones(32, 1)) + bce(fake_score, torch.zeros(32, 1))
    loss.backward()
    optimizer.step()
    print(loss.item())
dist.barrier()
dist.destroy_process_group()
