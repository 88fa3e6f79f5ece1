import torch

x = torch.ones(2, 2, requires_grad=True)

base = x * 1
squared = base[0] ** 2  # saves row 0
base[1] = 0.0  # changes row 1
print("base._version", base._version)
try:
    squared.sum().backward()
except RuntimeError as error:
    print("backward:", str(error)[:78])
else:
    raise AssertionError("the write to another row went unnoticed")

# With a counter of its own for what is saved, the write is harmless.
base = x * 1
squared = base[0].clone() ** 2
base[1] = 0.0
squared.sum().backward()
print("clone(): x.grad", x.grad.tolist())
assert x.grad.tolist() == [[2.0, 2.0], [0.0, 0.0]]
