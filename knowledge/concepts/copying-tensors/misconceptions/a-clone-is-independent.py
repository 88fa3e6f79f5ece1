import warnings

import torch

w = torch.ones(2, requires_grad=True)
copy = w.clone()

# The numbers are independent ...
with torch.no_grad():
    copy += 1
print("w =", w.tolist(), " copy =", copy.tolist())
assert w.tolist() == [1.0, 1.0]

# ... the gradients are not: copy is the result of an operation on w.
(copy * 3).sum().backward()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    print("clone():          is_leaf", copy.is_leaf, " copy.grad", copy.grad, "       w.grad", w.grad.tolist())
    assert not copy.is_leaf and copy.grad is None
assert w.grad.tolist() == [3.0, 3.0]

w.grad = None
copy = w.detach().clone().requires_grad_()
(copy * 3).sum().backward()
print("detach().clone(): is_leaf", copy.is_leaf, " copy.grad", copy.grad.tolist(), " w.grad", w.grad)
assert copy.grad.tolist() == [3.0, 3.0] and w.grad is None
