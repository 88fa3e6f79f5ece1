import warnings

import torch

warnings.simplefilter("ignore")
w = torch.tensor([1.0, 2.0], requires_grad=True)

hidden = w * 3
loss = (hidden**2).sum()
loss.backward(retain_graph=True)
print("backward(retain_graph=True): hidden.grad", hidden.grad)
assert hidden.grad is None

hidden = w * 3
hidden.retain_grad()
loss = (hidden**2).sum()
loss.backward()
print("hidden.retain_grad():        hidden.grad", hidden.grad.tolist())
assert hidden.grad.tolist() == [6.0, 12.0]
