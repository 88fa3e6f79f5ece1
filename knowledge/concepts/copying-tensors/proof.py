import copy
import warnings

import torch
from torch import nn

w = torch.ones(3, requires_grad=True)
t = w * 2  # an intermediate tensor with a history

copies = {
    "t.clone()": lambda: t.clone(),
    "t.detach()": lambda: t.detach(),
    "t.detach().clone()": lambda: t.detach().clone(),
    "copy.deepcopy(w)": lambda: copy.deepcopy(w),
    "torch.tensor(t)": lambda: torch.tensor(t),
    "t.new_tensor(t)": lambda: t.new_tensor(t),
    "torch.as_tensor(t)": lambda: torch.as_tensor(t),
    "torch.from_numpy(...)": lambda: torch.from_numpy(t.detach().numpy()),
    "torch.empty(3).copy_(t)": lambda: torch.empty(3).copy_(t),
}
storages = {tensor.untyped_storage().data_ptr() for tensor in (w, t)}
facts = {}
print(f"{'':24} shares  graph  is_leaf  requires_grad  warns")
for label, make in copies.items():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = make()
    shares = result.untyped_storage().data_ptr() in storages
    fact = (shares, result.grad_fn is not None, result.is_leaf, result.requires_grad, bool(caught))
    facts[label] = fact
    print(f"{label:24} {fact[0]!s:7} {fact[1]!s:6} {fact[2]!s:8} {fact[3]!s:14} {fact[4]}")

# Two independent questions: is the storage copied, and is the history kept?
assert facts["t.clone()"][:2] == (False, True)
assert facts["t.detach()"][:2] == (True, False)
assert facts["t.detach().clone()"] == (False, False, True, False, False)
assert facts["torch.as_tensor(t)"][:2] == (True, True) and torch.as_tensor(t) is t
# An array's memory: as_tensor and from_numpy share it, torch.tensor copies; as_tensor's conversion stays in the graph.
array = t.detach().numpy().copy()
assert torch.as_tensor(array).data_ptr() == torch.from_numpy(array).data_ptr() == array.ctypes.data
assert torch.tensor(array).data_ptr() != array.ctypes.data
assert torch.as_tensor(t, dtype=torch.float64).grad_fn is not None
# torch.tensor and new_tensor do what detach().clone() does, and warn.
assert facts["torch.tensor(t)"] == facts["t.new_tensor(t)"] == (False, False, True, False, True)
# copy_ is recorded like any operation in place.
assert facts["torch.empty(3).copy_(t)"][:2] == (False, True)

# An assignment copies nothing at all.
name = t
assert name is t

# clone() is an operation with the derivative 1: the gradient goes through it to w.
(gradient,) = torch.autograd.grad((t.clone() * 5).sum(), w)
print("gradient through clone():", gradient.tolist())
assert gradient.tolist() == [10.0, 10.0, 10.0]

# deepcopy takes leaves (with requires_grad and .grad) and refuses what has a history.
w.grad = torch.full((3,), 7.0)
duplicate = copy.deepcopy(w)
assert duplicate.is_leaf and duplicate.requires_grad and duplicate.grad.tolist() == [7.0, 7.0, 7.0]
try:
    copy.deepcopy(t)
except RuntimeError as error:
    print("deepcopy(t):", str(error).split(". ")[0].split(" at the moment")[0])
else:
    raise AssertionError("deepcopy took a non-leaf tensor")

# A tensor made of tensors: torch.tensor copies the numbers, torch.stack keeps the history.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    assert torch.tensor([t.sum(), t.max()]).grad_fn is None
assert torch.stack([t.sum(), t.max()]).grad_fn is not None

# Copying weights: under no_grad only the numbers go over, and both stay leaves of their own.
source, goal = nn.Linear(2, 1), nn.Linear(2, 1)
with torch.no_grad():
    goal.weight.copy_(source.weight)
assert torch.equal(goal.weight, source.weight) and goal.weight.is_leaf
assert goal.weight.data_ptr() != source.weight.data_ptr()

# nn.Parameter does not copy: it shares the storage of what it is given.
start = torch.zeros(2)
parameter = nn.Parameter(start)
start[0] = 5.0
print("nn.Parameter(start) after start[0] = 5:", parameter.tolist())
assert parameter.tolist() == [5.0, 0.0]

# Writing into shared storage: autograd notices it through detach(), through NumPy it does not.
result = w.exp()
result.detach()[0] = 0.0
try:
    result.sum().backward()
except RuntimeError as error:
    print("written through detach():", str(error).split(":")[0])
    assert "modified by an inplace operation" in str(error)
else:
    raise AssertionError("the version counter should have noticed")
result = w.exp()
result.detach().numpy()[0] = 0.0
(gradient,) = torch.autograd.grad(result.sum(), w)
print("written through numpy():  gradient", gradient.tolist(), " right:", w.exp().tolist())
assert gradient[0] == 0.0 and torch.allclose(gradient[1:], w.exp()[1:])
