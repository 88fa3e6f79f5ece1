import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_

x, y = torch.ones(4, 3), torch.full((4, 1), 100.0)


def moved(place):
    torch.manual_seed(0)
    model = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    old = model.weight.detach().clone()
    optimizer.zero_grad()
    if place == "before backward":
        clip_grad_norm_(model.parameters(), 1.0)
    nn.functional.mse_loss(model(x), y).backward()
    if place == "before step":
        clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    if place == "after step":
        clip_grad_norm_(model.parameters(), 1.0)
    return (model.weight - old).norm().item()


for place in ("nowhere", "before backward", "before step", "after step"):
    print(f"clipped {place}: the weight moves by {moved(place):.4f}")
    assert (moved(place) <= 0.1) == (place == "before step")
assert moved("nowhere") == moved("before backward") == moved("after step")
