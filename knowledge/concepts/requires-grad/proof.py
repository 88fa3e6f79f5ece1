import torch
from torch import nn

# Three spellings, one flag: argument, method (in place, returns the tensor), attribute.
a = torch.ones(2, requires_grad=True)
b = torch.ones(2)
assert b.requires_grad_() is b
c = torch.ones(2)
c.requires_grad = True
assert a.requires_grad and b.requires_grad and c.requires_grad

# Plain tensors start with False, parameters with True.
x = torch.ones(2)
layer = nn.Linear(2, 1)
print("torch.ones(2):", x.requires_grad, " nn.Linear(2, 1).weight:", layer.weight.requires_grad)
assert not x.requires_grad and layer.weight.requires_grad
assert not nn.Embedding.from_pretrained(torch.ones(3, 2)).weight.requires_grad  # frozen, unless freeze=False

# A result requires grad as soon as one input does ...
print("x * x:", (x * x).requires_grad, " x * a:", (x * a).requires_grad)
assert not (x * x).requires_grad and (x * a).requires_grad
# ... unless it was computed under no_grad, or is of a kind that has no gradient.
with torch.no_grad():
    assert not (x * a).requires_grad
print("a > 0:", (a > 0).requires_grad, " a.argmax():", a.argmax().requires_grad, " a.long():", a.long().requires_grad)
assert not ((a > 0).requires_grad or a.argmax().requires_grad or a.long().requires_grad)


def message(action):
    try:
        action()
    except (RuntimeError, TypeError) as error:
        return str(error)
    raise AssertionError("no error")


# Only floating point and complex tensors can require gradients.
whole = message(lambda: torch.tensor([1, 2], requires_grad=True))
print(whole)
assert "floating point and complex" in whole
assert torch.ones(2, dtype=torch.complex64, requires_grad=True).requires_grad

# The flag belongs to leaves; for a result it follows from the inputs and cannot be set to False.
result = message(lambda: (x * a).requires_grad_(False))
print(result.split(".")[0])
assert "leaf variables" in result
assert not (x * a).detach().requires_grad

# requires_grad is no method, and a misspelt attribute is a new attribute.
assert message(lambda: x.requires_grad()) == "'bool' object is not callable"
x.require_grad = True
print("after x.require_grad = True:", x.requires_grad)
assert not x.requires_grad
