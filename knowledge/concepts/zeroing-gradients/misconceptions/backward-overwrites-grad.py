import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
(x**2).sum().backward()
print("after the first backward(): ", x.grad.tolist())
(3 * x).sum().backward()
print("after the second backward():", x.grad.tolist())
assert torch.equal(x.grad, 2 * x.detach() + 3)

x.grad = None
(3 * x).sum().backward()
print("emptied in between:         ", x.grad.tolist())
assert x.grad.tolist() == [3.0, 3.0]
