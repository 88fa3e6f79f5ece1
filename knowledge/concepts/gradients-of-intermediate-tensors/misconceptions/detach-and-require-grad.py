import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)

hidden = (w * 3).detach().requires_grad_()
(hidden**2).sum().backward()
print("detach().requires_grad_(): hidden.grad", hidden.grad.tolist(), " w.grad", w.grad)
assert hidden.grad.tolist() == [6.0, 12.0] and w.grad is None

hidden = w * 3
hidden.retain_grad()
(hidden**2).sum().backward()
print("retain_grad():             hidden.grad", hidden.grad.tolist(), " w.grad", w.grad.tolist())
assert hidden.grad.tolist() == [6.0, 12.0] and w.grad.tolist() == [18.0, 36.0]
