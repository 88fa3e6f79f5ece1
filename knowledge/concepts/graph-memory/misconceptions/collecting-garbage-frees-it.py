import gc
import weakref

import torch

saved = weakref.WeakSet()


class Saved:
    def __init__(self, tensor):
        self.tensor = tensor.detach()


def pack(tensor):
    box = Saved(tensor)
    saved.add(box)
    return box


weight = torch.ones(1000, requires_grad=True)
history = []
with torch.autograd.graph.saved_tensors_hooks(pack, lambda box: box.tensor):
    for _ in range(3):
        loss = weight.exp().sum()
        history.append(loss)
print("saved tensors alive:             ", len(saved))
assert len(saved) == 3

del loss
gc.collect()
print("after del loss and gc.collect(): ", len(saved))
assert len(saved) == 3  # the list still refers to every loss

history = [loss.item() for loss in history]
print("after turning them into numbers: ", len(saved))
assert len(saved) == 0  # at once, without gc
