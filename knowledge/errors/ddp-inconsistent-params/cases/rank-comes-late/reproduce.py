import os
import time
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("nccl", timeout=timedelta(minutes=10))
rank = dist.get_rank()
device = int(os.environ["LOCAL_RANK"])
torch.cuda.set_device(device)
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3)).to(device)
x, y = torch.randn(2, 16, 8).to(device), torch.randint(3, (2, 16)).to(device)
if rank == 0:
    time.sleep(900)  # tokenizes the data set and fills the cache
model = DistributedDataParallel(model, device_ids=[device])
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(x[rank]), y[rank])
    loss.backward()
    optimizer.step()
    print(step, loss.item())
dist.destroy_process_group()
