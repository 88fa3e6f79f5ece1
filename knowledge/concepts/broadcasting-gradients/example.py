import torch

x = torch.randn(32, 10)
b = torch.zeros(10, requires_grad=True)
y = x + b
g = torch.randn(32, 10)
y.backward(g)
print("b.grad:", tuple(b.grad.shape), "| g.sum(0):", torch.allclose(b.grad, g.sum(0)))
print("sum_to_size:", torch.allclose(b.grad, g.sum_to_size(b.shape)))

scale = torch.tensor(2.0, requires_grad=True)
(x * scale).backward(g)
print("scale.grad:", tuple(scale.grad.shape), "| (g * x).sum():", torch.allclose(scale.grad, (g * x).sum()))

p = torch.zeros(1, 5, 4, requires_grad=True)
p.expand(8, 5, 4).sum().backward()
print("expand:", tuple(p.grad.shape), p.grad.unique().tolist())

for batch in (32, 64):
    for loss in (torch.sum, torch.mean):
        b.grad = None
        loss((torch.ones(batch, 10) + b).sum(dim=1)).backward()
        print(f"batch {batch}, {loss.__name__:4} as the loss: b.grad[0] =", b.grad[0].item())
