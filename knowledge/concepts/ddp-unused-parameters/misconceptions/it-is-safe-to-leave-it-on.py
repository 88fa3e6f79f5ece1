import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear, self.norm = nn.Linear(3, 3), nn.LayerNorm(3)

    def forward(self, x):
        return x + self.linear(x)  # norm is forgotten


def train(**options):
    torch.manual_seed(0)
    block = Block()
    model = DistributedDataParallel(block, **options)
    optimizer = torch.optim.SGD(block.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        model(torch.randn(4, 3)).pow(2).mean().backward()
        optimizer.step()
    return [name for name, parameter in block.named_parameters() if parameter.grad is None]


forgotten = train(find_unused_parameters=True)
print("with the option: three steps, no error; without a gradient:", forgotten)
assert forgotten == ["norm.weight", "norm.bias"]
try:
    train()
except RuntimeError as error:
    print("without:", str(error)[:59], "...")
    assert "Expected to have finished reduction" in str(error)
else:
    raise AssertionError("DDP noticed nothing")
dist.barrier()
dist.destroy_process_group()
