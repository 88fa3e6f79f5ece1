import copy

import torch

data = torch.ones(2)
weight = torch.ones(2, requires_grad=True)
product = weight * data
scaled = torch.ones(2, requires_grad=True) * 0.1
detached = product.detach()
parameter = torch.nn.Parameter(torch.ones(2))

tensors = {
    "data": data,
    "weight": weight,
    "product": product,
    "scaled": scaled,
    "detached": detached,
    "parameter": parameter,
}
print(f"{'':10} is_leaf  requires_grad  grad_fn")
for name, tensor in tensors.items():
    node = type(tensor.grad_fn).__name__.removesuffix("0") if tensor.grad_fn is not None else None
    print(f"{name:10} {tensor.is_leaf!s:8} {tensor.requires_grad!s:14} {node}")

# A leaf is a tensor that no recorded operation made: it has no grad_fn.
assert all(tensor.is_leaf == (tensor.grad_fn is None) for tensor in tensors.values())
# What does not require grad is a leaf as well, and so is what detach() returns.
assert data.is_leaf and not data.requires_grad
assert detached.is_leaf and not detached.requires_grad
# The result of an operation is none, even if it was meant as a parameter.
assert not scaled.is_leaf

# What counts as an operation, and what does not.
operations = (weight * 0.1, weight[0], weight.reshape(1, 2), weight.double(), weight.to(torch.float64))
assert not any(tensor.is_leaf for tensor in operations)
assert weight.to("cpu") is weight and weight.float() is weight
assert (torch.ones(2) * 0.1).requires_grad_().is_leaf

# A leaf that requires grad has an AccumulateGrad node, an intermediate tensor has the node of its operation.
to_weight = product.grad_fn.next_functions[0][0]
assert type(to_weight).__name__ == "AccumulateGrad" and to_weight.variable is weight
assert type((product * 2).grad_fn.next_functions[0][0]).__name__.startswith("MulBackward")

# backward() accumulates into leaves that require grad, and keeps nothing for intermediate tensors ...
product.retain_grad()  # ... unless it is asked to
total = product.sum() + scaled.sum()
total.backward()
assert weight.grad.tolist() == [1.0, 1.0]
assert product.grad.tolist() == [1.0, 1.0]
assert data.grad is None
print("weight.grad =", weight.grad.tolist(), " product.grad =", product.grad.tolist(), " data.grad =", data.grad)

# Rules that speak of leaves: what an optimizer takes, changes in place, switching requires_grad off, deepcopy.
refused = {
    "SGD([scaled])": lambda: torch.optim.SGD([scaled], lr=0.1),
    "weight.mul_(2)": lambda: weight.mul_(2),
    "product.requires_grad_(False)": lambda: product.requires_grad_(False),
    "copy.deepcopy(product)": lambda: copy.deepcopy(product),
}
for text, action in refused.items():
    try:
        action()
    except (RuntimeError, ValueError) as error:
        print(f"{text}: {str(error).split('. ')[0]}")
        assert "leaf" in str(error) or "leaves" in str(error)
    else:
        raise AssertionError(f"{text} was accepted")
with torch.no_grad():
    weight.mul_(2)
torch.optim.SGD([weight], lr=0.1)
torch.optim.SGD([product], lr=0.1)  # no leaf, but it retains its gradient
copy.deepcopy(weight)
weight.requires_grad_(False)
