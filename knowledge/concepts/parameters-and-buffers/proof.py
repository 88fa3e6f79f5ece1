import torch
from torch import nn

# For autograd a Parameter is a leaf like another: the same gradient, with and without the class.
parameter, tensor = nn.Parameter(torch.ones(2)), torch.ones(2, requires_grad=True)
for leaf in (parameter, tensor):
    (leaf * torch.tensor([2.0, 3.0])).sum().backward()
assert torch.equal(parameter.grad, tensor.grad)  # [^same-gradient]
assert isinstance(parameter, torch.Tensor) and parameter.is_leaf and parameter.requires_grad

# What is registered where.
module = nn.Module()
module.weight = nn.Parameter(torch.ones(2))
module.register_buffer("mean", torch.zeros(2))
module.register_buffer("mask", torch.tensor([True, False]), persistent=False)
module.other = nn.Buffer(torch.ones(2))  # the same as register_buffer, since torch 2.5
module.plain = torch.ones(2)
module.nothing = None
module.register_buffer("later", None)
assert [name for name, _ in module.named_parameters()] == ["weight"]
assert [name for name, _ in module.named_buffers()] == ["mean", "mask", "other"]
assert list(module.state_dict()) == ["weight", "mean", "other"]  # [^persistent]
print("state_dict():", list(module.state_dict()))

# An optimizer that is given parameters() does not move buffers.
optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
(module.weight * module.mean).sum().backward()
optimizer.step()
assert torch.equal(module.mean, torch.zeros(2)) and module.mean.grad is None

# A buffer may be assigned a tensor; a parameter may not, and a buffer's name cannot take a Parameter's place.
module.mean = torch.full((2,), 3.0)
assert module.get_buffer("mean").tolist() == [3.0, 3.0]  # [^reassigned]
try:
    module.weight = torch.zeros(2)
except TypeError as error:
    print(error)
else:
    raise AssertionError("the tensor took the parameter's place")
try:
    module.plain_first = torch.ones(2)
    module.register_buffer("plain_first", torch.ones(2))
except KeyError as error:
    print(error)
else:
    raise AssertionError("the attribute was replaced")

# Conversion: parameters stay the same objects, buffers become new ones; integers and booleans keep their type.
weight, mean = module.weight, module.mean
module.double()
assert module.weight is weight and weight.dtype == torch.float64  # [^same-object]
assert module.mean is not mean and mean.dtype == torch.float32  # [^new-object]
assert module.mean.dtype == torch.float64 and module.mask.dtype == torch.bool
assert module.plain.dtype == torch.float32  # a plain attribute is left behind

# Loading copies into what is there, buffers too; a buffer that is not persistent is neither saved nor asked for.
mean = module.mean
state = {name: torch.full_like(value, 7) for name, value in module.state_dict().items()}
print(module.load_state_dict(state))
assert module.mean is mean and mean.tolist() == [7.0, 7.0]  # [^loads-in-place]
assert module.mask.tolist() == [True, False]

# BatchNorm: weight and bias are parameters, the running statistics buffers; one of them is an integer.
norm = nn.BatchNorm1d(2)
assert [name for name, _ in norm.named_parameters()] == ["weight", "bias"]
buffers = {name: buffer.dtype for name, buffer in norm.named_buffers()}
print("buffers of BatchNorm:", buffers)
assert buffers == {
    "running_mean": torch.float32,
    "running_var": torch.float32,
    "num_batches_tracked": torch.int64,
}

# requires_grad_() goes over parameters: frozen constants among them are unfrozen, buffers are not.
module.fixed = nn.Parameter(torch.ones(2), requires_grad=False)
module.requires_grad_(True)
assert module.fixed.requires_grad and not module.mean.requires_grad  # [^unfrozen]
