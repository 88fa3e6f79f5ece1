import warnings

import torch

x = torch.ones(3, requires_grad=True)
hidden = x * 2
hidden.sum().backward()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    print("hidden requires grad:", hidden.requires_grad, " hidden.grad =", hidden.grad)
    assert hidden.requires_grad and hidden.grad is None
print("x.grad =", x.grad.tolist())
assert x.grad.tolist() == [2.0, 2.0, 2.0]
