import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
w = torch.tensor([[2.0, 0.0], [1.0, -1.0]])

y = x @ w
z = y**2
z.backward(gradient=torch.tensor(1.0))
print(x.grad)
