import torch

x = torch.ones(3, requires_grad=True)
h = x * torch.tensor([1.0, -1.0, 1.0])
mask = h > 0

# Reading with a mask or a list of indices makes a copy. The change is made, and thrown away with the copy.
h[mask].mul_(10)
h[mask][0] = 10
h[[0, 2]].zero_()
print("h[mask].mul_(10):", h.tolist(), " version", h._version)
assert h.tolist() == [1.0, -1.0, 1.0] and h._version == 0

# Writing with a mask writes into h.
h[mask] *= 10
print("h[mask] *= 10:   ", h.tolist(), " version", h._version)
assert h.tolist() == [10.0, -1.0, 10.0] and h._version > 0
h.sum().backward()
print("x.grad", x.grad.tolist())
assert x.grad.tolist() == [10.0, -1.0, 10.0]

# reshape() is a view where it can be, and a copy where the memory is in another order.
matrix = torch.zeros(2, 3)
assert matrix.reshape(-1)._is_view()
assert not matrix.t().reshape(-1)._is_view()
