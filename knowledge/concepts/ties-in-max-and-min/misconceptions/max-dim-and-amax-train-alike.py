import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(64, 3)
target = x[:, :1].abs()
ways = {"amax": lambda h: h.amax(dim=1), "max(dim=1)": lambda h: h.max(dim=1).values}
apart = {}
for name, largest in ways.items():
    layer = nn.Linear(3, 2)
    with torch.no_grad():
        layer.weight.fill_(0.1)
        layer.bias.zero_()
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    for _ in range(50):
        optimizer.zero_grad()
        loss = ((largest(layer(x)) - target[:, 0]) ** 2).mean()
        loss.backward()
        optimizer.step()
    apart[name] = (layer.weight[0] - layer.weight[1]).abs().max().item()
    print(f"{name:10} after 50 steps the units differ by {apart[name]:.3f}, loss {loss.item():.3f}")
assert apart["amax"] == 0 and apart["max(dim=1)"] > 0.1
