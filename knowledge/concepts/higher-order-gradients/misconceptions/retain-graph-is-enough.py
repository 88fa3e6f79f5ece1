import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**3

(gradient,) = torch.autograd.grad(y, x, retain_graph=True)
print("retain_graph=True:", gradient, "requires grad:", gradient.requires_grad)
assert not gradient.requires_grad
try:
    torch.autograd.grad(gradient, x)
except RuntimeError as error:
    print("its derivative:", error)
else:
    raise AssertionError("no error")

# In a loss with other terms nothing is raised: the term is a constant.
loss = y + gradient**2
(seen,) = torch.autograd.grad(loss, x)
(gradient,) = torch.autograd.grad(x**3, x, create_graph=True)
(true,) = torch.autograd.grad(x**3 + gradient**2, x)
print("derivative of x**3 + (3 x**2)**2 at 2: with retain_graph", seen.item(), " with create_graph", true.item())
assert seen.item() == 12.0 and true.item() == 12.0 + 36 * 2.0**3
