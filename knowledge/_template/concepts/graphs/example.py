import torch

x = torch.ones(2, requires_grad=True)
y = (x * 3).sum()
print(y.grad_fn)
