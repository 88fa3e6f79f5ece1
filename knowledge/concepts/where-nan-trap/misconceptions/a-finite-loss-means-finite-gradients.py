import torch

x = torch.tensor([0.0, 4.0], requires_grad=True)

# Every value of the forward pass is finite, and yet the gradient is nan: the derivative of sqrt at 0 is infinite.
root = torch.sqrt(x)
loss = torch.where(x > 0, root, 0.0).sum()
loss.backward()
print("finite forward pass: sqrt(x) =", root.tolist(), " loss =", loss.item(), " x.grad =", x.grad.tolist())
assert root.isfinite().all() and loss.isfinite()
assert x.grad[0].isnan()

# The other way round: nan in the unselected branch, but its derivative is 1, so the gradient is right.
x.grad = None
offset = torch.tensor([float("nan"), 0.0])
shifted = x + offset
loss = torch.where(x > 0, shifted, 0.0).sum()
loss.backward()
print("nan in the forward pass: x + offset =", shifted.tolist(), " loss =", loss.item(), " x.grad =", x.grad.tolist())
assert shifted[0].isnan()
assert x.grad.tolist() == [0.0, 1.0]
