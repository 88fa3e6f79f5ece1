import torch

x = torch.randn(32, 3, dtype=torch.float64)
y = x @ torch.tensor([[1.0], [-2.0], [0.5]], dtype=torch.float64) + 1
w = torch.zeros(3, 1, requires_grad=True).to(x.dtype)
b = torch.zeros(1, dtype=x.dtype, requires_grad=True)
optimizer = torch.optim.SGD([w, b], lr=0.1)

for step in range(50):
    loss = ((x @ w + b - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item(), w.flatten().tolist())
