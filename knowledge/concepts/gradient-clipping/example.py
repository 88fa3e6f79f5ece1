import torch
from torch import nn

model = nn.Linear(3, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 3), 10 * torch.randn(16, 2)


def norm():
    return torch.cat([p.grad.flatten() for p in model.parameters()]).norm().item()


nn.functional.mse_loss(model(x), y).backward()
print("weight.grad:", model.weight.grad[0])
returned = nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
print("weight.grad:", model.weight.grad[0], "after clipping")
print("returned:", returned.item(), "| norm now:", norm())
optimizer.step()

optimizer.zero_grad()
nn.functional.mse_loss(model(x), y).backward()
print("only measured:", nn.utils.clip_grad_norm_(model.parameters(), float("inf")).item())
