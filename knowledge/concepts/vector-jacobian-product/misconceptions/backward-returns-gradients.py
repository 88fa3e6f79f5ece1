import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
returned = (x**2).sum().backward()
print("backward() returned", returned)
print("x.grad =", x.grad.tolist())
assert returned is None
assert x.grad.tolist() == [2.0, 4.0]

(gradient,) = torch.autograd.grad((x**2).sum(), x)
print("torch.autograd.grad returned", gradient.tolist())
assert gradient.tolist() == [2.0, 4.0]
