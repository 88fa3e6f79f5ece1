import torch
from torch import nn
from torch.nn.functional import mse_loss

torch.manual_seed(0)
x, y = torch.randn(20, 4, 16, 3), torch.randn(20, 4, 16, 1)


def train(divisor, max_norm, name):
    torch.manual_seed(1)
    model = nn.Linear(3, 1)
    optimizer = getattr(torch.optim, name)(model.parameters(), lr=0.1)
    for group_x, group_y in zip(x, y):
        optimizer.zero_grad()
        for small_x, small_y in zip(group_x, group_y):
            (mse_loss(model(small_x), small_y) / divisor).backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
    return model.weight.detach()


for name, max_norm in (("Adam", float("inf")), ("Adam", 0.5), ("SGD", float("inf"))):
    difference = (train(4, max_norm, name) - train(1, max_norm, name)).abs().max().item()
    print(f"{name}, clipped to {max_norm}: the weights differ by {difference:.4f}")
    assert (difference < 1e-4) == (name == "Adam" and max_norm > 1)
