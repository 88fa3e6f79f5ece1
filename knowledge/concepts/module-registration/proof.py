import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 2)
        self.hidden = [nn.Linear(2, 2)]  # a plain list: not registered
        self.last = nn.ModuleList([nn.Linear(2, 1)])
        self.scale = nn.Parameter(torch.ones(2))
        self.shift = torch.zeros(2, requires_grad=True)  # a plain tensor: not registered
        self.register_buffer("mean", torch.zeros(2))

    def forward(self, x):
        x = torch.tanh(self.first(x - self.mean))
        x = torch.tanh(self.hidden[0](x)) * self.scale + self.shift
        return self.last[0](x)


# What __setattr__ recognised as a Parameter or a Module was registered, nothing else.
net = Net()
names = [name for name, _ in net.named_parameters()]
print("parameters():", names)
assert names == ["scale", "first.weight", "first.bias", "last.0.weight", "last.0.bias"]
assert set(net.state_dict()) - set(names) == {"mean"}
print("only in state_dict():", sorted(set(net.state_dict()) - set(names)))

module = nn.Module()
module.offset = nn.Buffer(torch.zeros(2))
module.register_buffer("positions", torch.arange(2), persistent=False)
assert [name for name, _ in module.named_buffers()] == ["offset", "positions"]
assert list(module.state_dict()) == ["offset"]

# All of them get a gradient; the optimizer moves only those it was given.
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
watched = {
    "first": net.first.weight,
    "hidden": net.hidden[0].weight,
    "last": net.last[0].weight,
    "scale": net.scale,
    "shift": net.shift,
}
before = {name: tensor.detach().clone() for name, tensor in watched.items()}
net(torch.ones(4, 2)).sum().backward()
optimizer.step()
for name, tensor in watched.items():
    has_gradient = bool(tensor.grad.abs().sum() > 0)
    moved = not torch.equal(tensor, before[name])
    print(f"{name:7} gradient {has_gradient!s:5} moved {moved}")
    assert has_gradient
    assert moved == (name not in ("hidden", "shift"))

# zero_grad() does not reach them either: their gradients add up from step to step.
net.zero_grad()
assert net.first.weight.grad is None and net.hidden[0].weight.grad is not None

# .double(), like .to(device), converts what is registered, buffers included.
net.double()
dtypes = {name: tensor.dtype for name, tensor in (*watched.items(), ("mean", net.mean))}
left_behind = [name for name, dtype in dtypes.items() if dtype == torch.float32]
print("left behind by .double():", left_behind)
assert left_behind == ["hidden", "shift"]

# A Parameter that went through an operation is a plain tensor again.
module = nn.Module()
module.weight = nn.Parameter(torch.ones(2)).double()
print("nn.Parameter(...).double():", type(module.weight).__name__, " registered:", len(list(module.parameters())))
assert list(module.parameters()) == []

# What is registered after the optimizer was built is not in the optimizer.
net = nn.Sequential(nn.Linear(2, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
net.append(nn.Linear(2, 1))
in_model, in_optimizer = len(list(net.parameters())), len(optimizer.param_groups[0]["params"])
print("registered later: in the model", in_model, " in the optimizer", in_optimizer)
assert (in_model, in_optimizer) == (4, 2)

# nn.ModuleList registers and does no more.
try:
    nn.ModuleList([nn.Linear(2, 2)])(torch.ones(2))
except NotImplementedError as error:
    print("calling a ModuleList:", error)
else:
    raise AssertionError("a ModuleList has a forward")

# A model whose parameters are all hidden in lists has none.
empty = nn.Module()
empty.layers = [nn.Linear(2, 2)]
try:
    torch.optim.SGD(empty.parameters(), lr=0.1)
except ValueError as error:
    print("SGD:", error)
else:
    raise AssertionError("the optimizer took an empty list")


# So is a layer that forward() assigns: here a new one in each call.
class Late(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 2)

    def forward(self, x):
        self.second = nn.Linear(2, 1)
        return self.second(self.first(x))


late = Late()
optimizer = torch.optim.SGD(late.parameters(), lr=0.1)
late(torch.ones(1, 2))
one = late.second
late(torch.ones(1, 2))
assert late.second is not one
assert (len(list(late.parameters())), len(optimizer.param_groups[0]["params"])) == (4, 2)


# Two assignments are refused: before super().__init__(), and a tensor in the place of a parameter.
class Early(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(2, 2)


layer = nn.Linear(2, 2)
for action, message in (
    (Early, "cannot assign module before Module.__init__() call"),
    (lambda: setattr(layer, "weight", torch.ones(2, 2)), "cannot assign 'torch.FloatTensor' as parameter 'weight'"),
):
    try:
        action()
    except (AttributeError, TypeError) as error:
        print(error)
        assert message in str(error)
    else:
        raise AssertionError("the assignment was accepted")

# Parameters in a plain list are not found either; nn.ParameterList makes parameters of tensors and registers them.
lists = nn.Module()
lists.plain, lists.registered = [nn.Parameter(torch.ones(1))], nn.ParameterList([torch.ones(1)])
assert [name for name, _ in lists.named_parameters()] == ["registered.0"]
assert nn.Parameter(torch.ones(1)).to("cpu").__class__ is nn.Parameter  # nothing to copy, still the parameter
