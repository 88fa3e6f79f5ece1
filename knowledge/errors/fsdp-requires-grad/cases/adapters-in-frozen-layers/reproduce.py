import functools

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel as FSDP
from torch.distributed.fsdp.wrap import transformer_auto_wrap_policy
from torch.nn.functional import cross_entropy


class LoraLinear(nn.Linear):
    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs)
        self.requires_grad_(False)
        self.down, self.up = nn.Linear(inputs, 2, bias=False), nn.Linear(2, outputs, bias=False)

    def forward(self, x):
        return super().forward(x) + self.up(self.down(x))


def build():
    return nn.Sequential(LoraLinear(8, 16), nn.Tanh(), LoraLinear(16, 16), nn.Tanh(), nn.Linear(16, 3))


dist.init_process_group("gloo")
rank, cpu = dist.get_rank(), torch.device("cpu")
torch.manual_seed(0)
model = build()
policy = functools.partial(transformer_auto_wrap_policy, transformer_layer_cls={LoraLinear})
model = FSDP(model, auto_wrap_policy=policy, device_id=cpu)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, y = torch.randn(2, 32, 8), torch.randint(3, (2, 32))  # one half for each process
losses = []
for step in range(5):
    optimizer.zero_grad()
    loss = cross_entropy(model(x[rank]), y[rank])
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print(losses)
dist.destroy_process_group()
