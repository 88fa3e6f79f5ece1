import torch

images = torch.ones(3)
hidden = images * torch.ones(3, requires_grad=True)
print("images: is_leaf", images.is_leaf, " requires_grad", images.requires_grad)
print("hidden: is_leaf", hidden.is_leaf, " requires_grad", hidden.requires_grad)
assert images.is_leaf and not images.requires_grad
assert not hidden.is_leaf and hidden.requires_grad
