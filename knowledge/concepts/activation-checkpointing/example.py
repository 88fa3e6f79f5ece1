import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

calls = []


class Block(nn.Sequential):
    def forward(self, x):
        calls.append(self)
        return x + super().forward(x)


blocks = nn.ModuleList(Block(nn.Linear(8, 32), nn.GELU(), nn.Linear(32, 8)) for _ in range(4))
x = torch.randn(16, 8)
for checkpointed in (False, True):
    blocks.zero_grad()
    calls.clear()
    hidden = x
    for block in blocks:
        hidden = checkpoint(block, hidden, use_reentrant=False) if checkpointed else block(hidden)
    print("checkpoint:", checkpointed, "| calls in forward:", len(calls))
    hidden.sum().backward()
    print("calls after backward:", len(calls))
    print("gradient:", blocks[0][0].weight.grad.norm().item())
