import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 2)
        self.rest = [nn.Dropout(0.5), nn.Linear(2, 1)]

    def forward(self, x):
        x = self.first(x)
        for layer in self.rest:
            x = layer(x)
        return x


net = Net()
optimizer = torch.optim.SGD([*net.parameters(), *net.rest[1].parameters()], lr=0.1)
before = net.rest[1].weight.detach().clone()
net(torch.ones(8, 2)).sum().backward()
optimizer.step()
print("the layer in the list moved:", not torch.equal(net.rest[1].weight, before))
assert not torch.equal(net.rest[1].weight, before)

# But nothing that walks the modules reaches it.
net.eval()
print("after eval(): dropout.training =", net.rest[0].training)
assert net.rest[0].training

restored = Net()
result = restored.load_state_dict(net.state_dict())
same = torch.equal(restored.rest[1].weight, net.rest[1].weight)
print("load_state_dict():", result, " the layer in the list restored:", same)
assert not result.missing_keys and not result.unexpected_keys
assert torch.equal(restored.first.weight, net.first.weight) and not same
