import torch

x = torch.randn(32, 3, dtype=torch.float64)
y = x @ torch.tensor([[1.0], [-2.0], [0.5]], dtype=torch.float64) + 1
w = torch.zeros(3, 1, requires_grad=True).to(x.dtype).requires_grad_()
b = torch.zeros(1, dtype=x.dtype, requires_grad=True)

for step in range(50):
    loss = ((x @ w + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for parameter in (w, b):
            if parameter.grad is not None:
                parameter -= 0.1 * parameter.grad
                parameter.grad = None
print(loss.item(), w.flatten().tolist())
