import torch

x = torch.ones(2, 2, requires_grad=True)
base = x * 1
row = base[0]
before = type(row.grad_fn).__name__
base.mul_(3)  # the base is changed after the view was made
print("row.grad_fn", before, "->", type(row.grad_fn).__name__)
row.sum().backward()
print("row.sum(): x.grad", x.grad.tolist())
assert row.tolist() == [3.0, 3.0]
assert x.grad.tolist() == [[3.0, 3.0], [0.0, 0.0]]

# A clone is a value of its own.
x.grad = None
base = x * 1
copy = base[0].clone()
base.mul_(3)
copy.sum().backward()
print("clone:     x.grad", x.grad.tolist())
assert copy.tolist() == [1.0, 1.0]
assert x.grad.tolist() == [[1.0, 1.0], [0.0, 0.0]]
