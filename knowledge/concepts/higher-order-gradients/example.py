import torch

x = torch.tensor(2.0, requires_grad=True)
y = x**4
(first,) = torch.autograd.grad(y, x, create_graph=True)
(second,) = torch.autograd.grad(first, x, create_graph=True)
(third,) = torch.autograd.grad(second, x)
print("x**4 at 2:", first.item(), second.item(), third.item(), "| graph of the last:", third.grad_fn)

# A batch of points: the sum gives each point its own derivative.
points = torch.linspace(0, 1, 4, requires_grad=True)
u = torch.sin(3 * points)
(u_x,) = torch.autograd.grad(u.sum(), points, create_graph=True)
(u_xx,) = torch.autograd.grad(u_x.sum(), points)
print("u_xx:", u_xx, "| -9 sin(3x):", -9 * torch.sin(3 * points.detach()))

# Hessian-vector product: the derivative of gradient . v
w, v = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([0.0, 1.0])
(gradient,) = torch.autograd.grad((w[0] ** 2 * w[1] ** 3).sum(), w, create_graph=True)
print("H @ v:", torch.autograd.grad(gradient @ v, w)[0])
