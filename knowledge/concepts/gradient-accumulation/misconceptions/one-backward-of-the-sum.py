import torch
from torch import nn
from torch.nn.functional import mse_loss

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 64), nn.Tanh(), nn.Linear(64, 1))
x, y = torch.randn(64, 3), torch.randn(64, 1)
held = {"now": 0, "most": 0}


class Kept:
    """Counts the bytes of a saved tensor as long as the graph holds it."""

    def __init__(self, tensor):
        self.tensor, self.size = tensor, tensor.numel() * tensor.element_size()
        held["now"] += self.size
        held["most"] = max(held["most"], held["now"])

    def __del__(self):
        held["now"] -= self.size


def most_held(train):
    held.update(now=0, most=0)
    model.zero_grad()
    with torch.autograd.graph.saved_tensors_hooks(Kept, lambda kept: kept.tensor):
        train()
    return held["most"], model[0].weight.grad.clone()


def backward_each():
    for small_x, small_y in zip(x.chunk(8), y.chunk(8)):
        (mse_loss(model(small_x), small_y) / 8).backward()


def backward_the_sum():
    sum(mse_loss(model(a), b) / 8 for a, b in zip(x.chunk(8), y.chunk(8))).backward()


each, gradient = most_held(backward_each)
together, same = most_held(backward_the_sum)
print("bytes saved for backward, at most: a backward each", each, "| one of the sum", together)
assert torch.allclose(gradient, same, atol=1e-6)
assert together > 4 * each
