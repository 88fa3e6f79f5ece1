import torch

w = torch.tensor(2.0, requires_grad=True)
scale = w**2

(without,) = torch.autograd.grad(5 * w, w)
(added,) = torch.autograd.grad(5 * w + scale.detach(), w)
(multiplied,) = torch.autograd.grad(5 * w * scale.detach(), w)
(divided,) = torch.autograd.grad(scale / scale.detach(), w)
print("5 * w:                      ", without.item())
print("5 * w + scale.detach():     ", added.item())
print("5 * w * scale.detach():     ", multiplied.item())
print("scale / scale.detach():     ", divided.item(), "at the value", (scale / scale.detach()).item())
assert added == without
assert multiplied == 4 * without
assert divided == 1.0
