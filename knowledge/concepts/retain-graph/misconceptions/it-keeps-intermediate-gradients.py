import warnings

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)

hidden = x * 3
hidden.pow(2).sum().backward(retain_graph=True)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    print("backward(retain_graph=True): hidden.grad =", hidden.grad)
    assert hidden.grad is None

hidden = x * 3
hidden.retain_grad()
hidden.pow(2).sum().backward()
print("hidden.retain_grad():        hidden.grad =", hidden.grad.tolist())
assert torch.equal(hidden.grad, 2 * hidden.detach())
