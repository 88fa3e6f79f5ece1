import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_

x, y = torch.ones(4, 3), torch.full((4, 1), 100.0)


def moved(name, max_norm):
    torch.manual_seed(0)
    model = nn.Linear(3, 1)
    optimizer = getattr(torch.optim, name)(model.parameters(), lr=0.1)
    old = model.weight.detach().clone()
    nn.functional.mse_loss(model(x), y).backward()
    clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return (model.weight - old).norm().item()


for name in ("SGD", "Adam"):
    steps = [moved(name, max_norm) for max_norm in (float("inf"), 1.0, 0.001)]
    print(name, "moves by", [f"{step:.4f}" for step in steps], "with the limits inf, 1.0 and 0.001")
    if name == "SGD":
        assert steps[0] > 100 * steps[1] > 10000 * steps[2]
    else:
        assert max(steps) - min(steps) < 1e-4
