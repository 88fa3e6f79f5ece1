import torch

z = torch.tensor(3 + 4j, requires_grad=True)

loss = z.abs() ** 2  # x ** 2 + y ** 2 for z = x + iy
loss.backward()
print("gradient of |z|^2:", z.grad)  # (d loss / dx) + i (d loss / dy)

x, y = torch.tensor(3.0, requires_grad=True), torch.tensor(4.0, requires_grad=True)
(x**2 + y**2).backward()
print("of x^2 + y^2:     ", x.grad, y.grad)

with torch.no_grad():
    z -= 0.1 * z.grad
print("a step makes |z| smaller:", z.abs())

z = torch.tensor(3 + 4j, requires_grad=True)
one = torch.tensor(1 + 0j)
print("z^2, backward:", torch.autograd.grad(z**2, z, one)[0], " derivative 2z:", 2 * z.detach())
