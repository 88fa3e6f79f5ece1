import os

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

os.environ["NCCL_P2P_DISABLE"] = "1"
dist.init_process_group("nccl")
rank = dist.get_rank()
device = int(os.environ["LOCAL_RANK"])
torch.cuda.set_device(device)
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3)).to(device)
x, y = torch.randn(2, 16, 8).to(device), torch.randint(3, (2, 16)).to(device)
model = DistributedDataParallel(model, device_ids=[device])
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(x[rank]), y[rank])
    loss.backward()
    optimizer.step()
    print(step, loss.item())
dist.destroy_process_group()
