import torch
from torch import nn
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils.checkpoint import checkpoint

wide_activations, alive = [], []


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.up, self.down = nn.Linear(8, 32), nn.Linear(32, 8)

    def forward(self, x):
        wide = self.up(x).tanh()
        wide_activations.append(StorageWeakRef(wide.untyped_storage()))
        alive.append(sum(not activation.expired() for activation in wide_activations))
        return x + self.down(wide)


model = nn.Sequential(*(Block() for _ in range(8)))
for checkpoints in (1, 8):
    hidden = torch.randn(16, 8)
    for part in [model] if checkpoints == 1 else model:
        hidden = checkpoint(part, hidden, use_reentrant=False)
    in_forward = max(alive)
    alive.clear()
    hidden.sum().backward()
    print(f"{checkpoints} checkpoints: wide activations at once: {in_forward} in forward, {max(alive)} in backward")
    assert (in_forward, max(alive)) == (1, 8 // checkpoints)
    alive.clear()
    wide_activations.clear()
