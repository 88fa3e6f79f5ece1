import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
gradient = (w**2).sum().backward()
print("returned:", gradient, " w.grad:", w.grad)
assert gradient is None and torch.equal(w.grad, 2 * w)

gradient = torch.autograd.grad((w**2).sum(), w)
print("returned by grad:", type(gradient).__name__, "of", len(gradient))
assert isinstance(gradient, tuple) and torch.equal(gradient[0], 2 * w)
