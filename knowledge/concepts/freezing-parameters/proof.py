import torch
from torch import nn

# A frozen layer gets no gradient; the layer in front of it and the one behind it do.
first, middle, last = nn.Linear(3, 4), nn.Linear(4, 4), nn.Linear(4, 1)
x = torch.randn(8, 3)
middle.requires_grad_(False)
last(torch.tanh(middle(first(x)))).square().mean().backward()
assert middle.weight.grad is None and middle.bias.grad is None  # [^no-gradient]
assert first.weight.grad is not None and last.weight.grad is not None  # [^gradient-passes]

# Frozen at the front, nothing is recorded there: the output has no graph. In the middle it has.
front = nn.Sequential(nn.Linear(3, 4), nn.Tanh()).requires_grad_(False)
print("frozen front records a graph:", front(x).grad_fn is not None)
print("frozen middle records a graph:", middle(first(x)).grad_fn is not None)
assert front(x).grad_fn is None  # [^front-records-nothing]
assert middle(first(x)).grad_fn._saved_mat1 is None  # the input, which the weight's gradient would need
assert last(first(x)).grad_fn._saved_mat1 is not None
assert middle(first(x)).grad_fn is not None  # [^middle-records]

# An optimizer takes frozen parameters and skips them, with weight decay and momentum, too.
frozen, free = nn.Parameter(torch.ones(2), requires_grad=False), nn.Parameter(torch.ones(2))
for optimizer_class, options in ((torch.optim.SGD, {"momentum": 0.9}), (torch.optim.AdamW, {})):
    optimizer = optimizer_class([frozen, free], lr=0.1, weight_decay=0.1, **options)
    for _ in range(2):
        optimizer.zero_grad()
        (frozen * free).sum().backward()
        optimizer.step()
assert torch.equal(frozen, torch.ones(2)) and not torch.equal(free, torch.ones(2))  # [^skipped]


# Frozen in the course of training, a parameter goes on while a gradient is left: the old one, or zeros.
def moves_after_freezing(set_to_none, zero_first=True):
    weight = nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
    weight.square().sum().backward()
    optimizer.step()
    weight.requires_grad_(False)
    if zero_first:
        optimizer.zero_grad(set_to_none=set_to_none)
    at_freezing = weight.clone()
    optimizer.step()
    return not torch.equal(weight, at_freezing)


print("moves after freezing, old gradient left:", moves_after_freezing(True, zero_first=False))
print("gradient None:", moves_after_freezing(True), " gradient zeros:", moves_after_freezing(False))
assert moves_after_freezing(True, zero_first=False)  # [^old-gradient]
assert not moves_after_freezing(True)  # [^none-stays]
assert moves_after_freezing(False)  # [^zeros-move]

# model.train() puts a frozen part back into training mode; a module that overrides train() keeps it in eval mode.
backbone = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)).requires_grad_(False).eval()
model = nn.Sequential(backbone, nn.Linear(4, 1))
model.train()
assert backbone[1].training  # [^train-reaches]


class FineTuned(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone, self.head = backbone, nn.Linear(4, 1)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self


assert not FineTuned().train().backbone[1].training

# Unfrozen later: in the graph again, and not in an optimizer that was given the rest alone.
optimizer = torch.optim.SGD(model[1].parameters(), lr=0.1)
backbone.requires_grad_(True)
before = backbone[0].weight.clone()
model(x).square().mean().backward()
optimizer.step()
assert backbone[0].weight.grad is not None and torch.equal(backbone[0].weight, before)
optimizer.add_param_group({"params": backbone.parameters()})
optimizer.step()
assert not torch.equal(backbone[0].weight, before)

# Rows of one tensor have one flag. A hook on it zeroes some rows' gradients; weight decay still moves them.
for decay in (0.0, 0.1):
    table = nn.Parameter(torch.ones(3, 2))
    table.register_hook(lambda gradient: gradient * torch.tensor([[0.0], [0.0], [1.0]]))
    optimizer = torch.optim.SGD([table], lr=0.1, weight_decay=decay)
    table.sum().backward()
    optimizer.step()
    print("rows with a zeroed gradient, weight decay", decay, "->", table[0].tolist())
    assert torch.equal(table[0], torch.ones(2)) == (decay == 0.0)  # [^rows]

# A new layer put in after the loop requires grad; one that was there before is frozen with the rest.
network = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2))
for parameter in network.parameters():
    parameter.requires_grad = False
network[1] = nn.Linear(4, 5)
assert [parameter.requires_grad for parameter in network.parameters()] == [False, False, True, True]
