import json

import torch
from torch import nn
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.checkpoint import checkpoint


class Memory(TorchDispatchMode):
    """Bytes in the results of operations that are still alive, now and at most."""

    def __init__(self):
        super().__init__()
        self.sizes, self.peak = {}, 0

    def now(self):
        self.sizes = {storage: size for storage, size in self.sizes.items() if not storage.expired()}
        return sum(self.sizes.values())

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        for tensor in result if isinstance(result, tuple | list) else [result]:
            if isinstance(tensor, torch.Tensor):
                self.sizes[StorageWeakRef(tensor.untyped_storage())] = tensor.untyped_storage().nbytes()
        self.peak = max(self.peak, self.now())
        return result


class Block(nn.Sequential):
    calls = 0

    def forward(self, x):
        Block.calls += 1
        return x + super().forward(x)


def measure(segments):
    """KB alive after the forward pass, KB at most in backward, calls of blocks."""
    torch.manual_seed(0)
    model = nn.Sequential(*(Block(nn.Linear(8, 32), nn.GELU(), nn.Linear(32, 8)) for _ in range(16)))
    hidden, Block.calls = torch.randn(256, 8), 0
    with Memory() as memory:
        for start in range(0, 16, 16 // (segments or 1)):
            part = model[start : start + 16 // (segments or 1)]
            hidden = checkpoint(part, hidden, use_reentrant=False) if segments else part(hidden)
        loss = hidden.sum()
        kept, memory.peak = memory.now(), 0
        loss.backward()
    return [str(round(kept / 1024)), str(round(memory.peak / 1024)), str(Block.calls)]


rows = [[str(segments) if segments else "-", *measure(segments)] for segments in (0, 1, 2, 4, 8, 16)]
columns = ["checkpoint(…)", "KB: forward", "KB: backward", "forward()"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
