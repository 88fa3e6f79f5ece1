import torch
from torch import nn

inputs = torch.randn(8, 3)


def gradient(*layers):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 4), *layers, nn.Linear(4, 1))
    model(inputs).sum().backward()
    return model[0].weight.grad


# A linear layer needs its input and its weight for backward, not its output: ReLU may overwrite that.
apart, in_place = gradient(nn.ReLU()), gradient(nn.ReLU(inplace=True))
print("Linear, ReLU(inplace=True): same gradient:", torch.equal(apart, in_place))
assert torch.equal(apart, in_place)

# A sigmoid needs its output.
try:
    gradient(nn.Sigmoid(), nn.ReLU(inplace=True))
except RuntimeError as error:
    print("Sigmoid, ReLU(inplace=True):", str(error)[:78])
else:
    raise AssertionError("sigmoid did not need its output")
