import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 2)
        self.hidden = [nn.Linear(2, 2)]  # a plain list
        self.last = nn.ModuleList([nn.Linear(2, 1)])

    def forward(self, x):
        x = self.hidden[0](self.first(x))
        return self.last[0](x)


net = Net()
print("registered:", [name for name, _ in net.named_parameters()])
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for name, layer in {"first": net.first, "hidden": net.hidden[0], "last": net.last[0]}.items():
    before = layer.bias.detach().clone()
    net(torch.ones(4, 2)).sum().backward()
    optimizer.step()
    print(f"{name:6} has a gradient: {layer.bias.grad is not None}  moved: {not torch.equal(layer.bias, before)}")
