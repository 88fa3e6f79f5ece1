import torch

weight = torch.tensor([1.0, 2.0], requires_grad=True)

hidden = weight * 3
hidden.detach()
hidden.sum().backward()
print("hidden.detach()           weight.grad =", weight.grad.tolist())
assert weight.grad.tolist() == [3.0, 3.0]

hidden = weight * 3
hidden = hidden.detach()
print("hidden = hidden.detach()  hidden.requires_grad =", hidden.requires_grad)
assert not hidden.requires_grad
assert weight.requires_grad
