import torch

x, y = torch.randn(16, 3), torch.randn(16)
w = (torch.randn(3) * 0.1).requires_grad_()
loss = ((x @ w - y) ** 2).mean()
loss.backward()
print(w.grad)
