import torch
from torch import nn
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils.checkpoint import checkpoint

hidden_activation = []


def forward(x):
    middle = wide(x).relu()
    hidden_activation.append(StorageWeakRef(middle.untyped_storage()))
    return narrow(middle)


wide, narrow = nn.Linear(4, 64), nn.Linear(64, 1)
optimizer = torch.optim.Adam([*wide.parameters(), *narrow.parameters()])
x = torch.randn(8, 4)
for checkpointed in (False, True):
    result = checkpoint(forward, x, use_reentrant=False) if checkpointed else forward(x)
    freed = hidden_activation[-1].expired()
    print("checkpoint:", checkpointed, "| the wide activation is freed after the forward pass:", freed)
    assert freed == checkpointed
    optimizer.zero_grad()
    result.sum().backward()
    optimizer.step()

extra = sum(p.grad.numel() for p in wide.parameters()) + sum(s["exp_avg"].numel() for s in optimizer.state.values())
print("numbers in gradients and in Adam's first moments, with checkpoint:", extra)
assert extra == 320 + 385
