import torch

x = torch.linspace(-1, 1, 16)[:, None]
y = 2 * x + 0.5
w = torch.zeros(1, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
learning_rate = 0.5

for step in range(20):
    loss = ((x @ w + b - y) ** 2).mean()
    loss.backward()
    w -= learning_rate * w.grad
    b -= learning_rate * b.grad
    w.grad.zero_()
    b.grad.zero_()
print(w.item(), b.item())
