import torch
from torch.func import grad

x, y = torch.randn(4, 10, 3), torch.randn(4, 10)  # four tasks: five samples to adapt to, five to judge by
weight = torch.zeros(3, requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=0.1)


def meta_loss(weight, x, y):
    loss = ((x[:5] @ weight - y[:5]) ** 2).mean()
    loss.backward()
    adapted = weight - 0.1 * weight.grad
    return ((x[5:] @ adapted - y[5:]) ** 2).mean()


for step in range(3):
    optimizer.zero_grad()
    weight.grad = sum(grad(meta_loss)(weight.detach(), x[task], y[task]) for task in range(4))
    optimizer.step()
    print(step, weight.tolist())
