import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.small = nn.Linear(1, 1)
        self.large = nn.Linear(1, 1)

    def forward(self, x):
        layer = self.small if x.item() < 1 else self.large
        for _ in range(int(x.item()) + 1):
            x = layer(x)
        return x


def leaves(node, found):
    if hasattr(node, "variable"):
        found.append(node.variable)
    for following, _ in node.next_functions:
        if following is not None:
            leaves(following, found)
    return found


model = Model()
names = {id(parameter): name for name, parameter in model.named_parameters()}
for value in (0.0, 2.0):
    output = model(torch.tensor([[value]]))
    uses = [names[id(leaf)] for leaf in leaves(output.grad_fn, [])]
    print(f"x = {value}: the graph leads to", uses)
    expected = ["small.bias", "small.weight"] if value < 1 else ["large.bias", "large.weight"]
    assert set(uses) <= set(expected)
    assert uses.count(expected[0]) == int(value) + 1

# The same input twice: two forward passes, two graphs.
x = torch.tensor([[2.0]])
assert model(x).grad_fn is not model(x).grad_fn
