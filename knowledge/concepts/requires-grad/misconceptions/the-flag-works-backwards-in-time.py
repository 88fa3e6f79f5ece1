import torch

image, weight = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0], requires_grad=True)

score = (image * weight).sum()
image.requires_grad_()
score.backward()
print("flag set after the forward pass:  image.grad =", image.grad)
assert image.grad is None

score = (image * weight).sum()
score.backward()
print("flag set before the forward pass: image.grad =", image.grad.tolist())
assert torch.equal(image.grad, weight)
