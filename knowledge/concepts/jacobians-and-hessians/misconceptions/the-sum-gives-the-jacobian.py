import torch
from torch.func import jacrev

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x.softmax(0)
y.sum().backward()
print("gradient of the sum:", [round(value, 6) for value in x.grad.tolist()])
assert torch.allclose(x.grad, torch.zeros(3), atol=1e-6)

jacobian = jacrev(lambda value: value.softmax(0))(x.detach())
print("largest element of the Jacobian:", round(jacobian.max().item(), 3))
assert jacobian.max() > 0.2
assert torch.allclose(jacobian.sum(0), x.grad, atol=1e-6)
