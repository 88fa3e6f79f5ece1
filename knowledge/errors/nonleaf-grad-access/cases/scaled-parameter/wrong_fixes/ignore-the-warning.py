import warnings

import torch

warnings.filterwarnings("ignore")

x, y = torch.randn(16, 3), torch.randn(16)
w = torch.randn(3, requires_grad=True) * 0.1
loss = ((x @ w - y) ** 2).mean()
loss.backward()
print(w.grad)
