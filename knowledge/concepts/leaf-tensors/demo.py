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

# backward() accumulates into leaves that require grad, and keeps nothing for intermediate tensors ...
product.retain_grad()  # ... unless it is asked to
total = product.sum() + scaled.sum()
total.backward()
assert weight.grad.tolist() == [1.0, 1.0]
assert product.grad.tolist() == [1.0, 1.0]
assert data.grad is None
print("weight.grad =", weight.grad.tolist(), " product.grad =", product.grad.tolist(), " data.grad =", data.grad)

# Optimizers take leaves only.
try:
    torch.optim.SGD([scaled], lr=0.1)
except ValueError as error:
    print("SGD([scaled]):", error)
else:
    raise AssertionError("the optimizer took a non-leaf tensor")
