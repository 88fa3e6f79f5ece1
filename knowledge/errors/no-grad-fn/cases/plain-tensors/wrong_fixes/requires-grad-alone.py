import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
w1 = torch.tensor([[1.0, 0.0], [2.0, 1.0]])
w2 = torch.tensor([[0.5, 1.0], [0.0, 2.0]])

y1 = x @ w1
y2 = (x * w2) ** 2
y3 = y1 + y2
y3.backward()
print(x.grad)
