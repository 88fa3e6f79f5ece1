import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, container):
        super().__init__()
        self.layers = container([nn.Linear(3, 8), nn.Linear(8, 1)])
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return self.layers[1](torch.tanh(self.layers[0](x))) + self.bias


def train(container):
    torch.manual_seed(0)
    net = Net(container)
    x = torch.randn(64, 3)
    y = x[:, :1] - x[:, 1:2]
    inside = [*net.layers[0].parameters(), *net.layers[1].parameters()]
    before = [parameter.detach().clone() for parameter in inside]
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    for _ in range(200):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()
    moved = [not torch.equal(now, then) for now, then in zip(inside, before)]
    assert all(parameter.grad is not None for parameter in inside)
    assert net.bias.item() != 0
    registered = len(list(net.parameters()))
    print(f"{container.__name__:10} parameters {registered}  moved {sum(moved)} of 4  loss {loss.item():.4f}")
    return moved, loss.item()


moved, loss = train(list)
assert not any(moved)
registered_moved, registered_loss = train(nn.ModuleList)
assert all(registered_moved) and registered_loss < loss / 10
