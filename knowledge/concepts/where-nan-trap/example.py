import torch

x = torch.tensor([0.0, 4.0], requires_grad=True)

y = torch.where(x > 0, torch.sqrt(x), 0.0)
y.sum().backward()
print("where after sqrt: ", y.tolist(), x.grad.tolist())

x.grad = None
(torch.sqrt(x) * (x > 0)).sum().backward()
print("times a mask:     ", x.grad.tolist())

x.grad = None
safe = torch.where(x > 0, x, 1.0)
y = torch.where(x > 0, torch.sqrt(safe), 0.0)
y.sum().backward()
print("where before, too:", y.tolist(), x.grad.tolist())
