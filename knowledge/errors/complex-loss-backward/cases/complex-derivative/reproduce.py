import torch

z = torch.tensor(-1.0 + 0.5j, requires_grad=True)
path = []
for step in range(8):
    f = z**3 - 1
    (slope,) = torch.autograd.grad(f, z)
    path.append(z.detach().clone())
    with torch.no_grad():
        z -= f / slope
print(z.item())
