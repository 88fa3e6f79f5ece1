import torch
from torch import nn

torch.manual_seed(0)
x, y = torch.randn(32, 3), torch.randn(32, 1)


def moved(zero_in_between):
    torch.manual_seed(1)
    model = nn.Linear(3, 1)
    start = model.weight.detach().clone()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(10):
        loss = ((model(x) - y) ** 2).mean()
        if not zero_in_between:
            optimizer.zero_grad()
        loss.backward()
        if zero_in_between:
            optimizer.zero_grad()
        optimizer.step()
    return (model.weight - start).abs().max().item()


print("zero_grad, backward, step: the weight moved by", round(moved(False), 4))
print("backward, zero_grad, step: the weight moved by", moved(True))
assert moved(False) > 0.01
assert moved(True) == 0.0
