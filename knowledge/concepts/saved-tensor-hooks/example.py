import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
weights = {p.untyped_storage().data_ptr() for p in model.parameters()}
kept = {}


def pack(t):
    storage = t.untyped_storage()
    of_a_weight = storage.data_ptr() in weights
    print("pack", tuple(t.shape), "of a weight" if of_a_weight else "")
    if not of_a_weight:
        kept[storage.data_ptr()] = storage.nbytes()  # the same tensor counts once
    return t.detach()


with saved_tensors_hooks(pack, lambda packed: packed):
    loss = model(torch.randn(5, 4)).sum()
print("kept for backward:", sum(kept.values()), "bytes")
loss.backward()
