import torch
from torch.func import grad

rate = torch.tensor(0.3, requires_grad=True)
optimizer = torch.optim.SGD([rate], lr=0.05)
times = torch.linspace(0, 2, 21)
measured = torch.exp(-1.1 * times)


def loss_of(rate):
    value = torch.ones(())
    values = []
    for k in range(21):
        values.append(value)
        value = value - 0.1 * rate * value  # a step of Euler's method
    return ((torch.stack(values) - measured) ** 2).mean()


for step in range(3):
    rate.grad = grad(loss_of)(rate.detach())
    optimizer.step()
    print(step, rate.item())
