import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
i = torch.tensor([0, 0, 2])
for name, y in {"x[[0, 0, 2]]": x[i], "gather": x.gather(0, i), "x[1:3]": x[1:3], "x[x > 2]": x[x > 2]}.items():
    (gradient,) = torch.autograd.grad(y.sum(), x)
    print(f"{name:13} y {y.tolist()}  gradient of x {gradient.tolist()}")

v = torch.tensor([10.0, 20.0, 30.0], requires_grad=True)
g = torch.tensor([1.0, 2.0, 3.0, 4.0])
for name in ("index_add", "index_copy"):
    y = getattr(x, name)(0, i, v)
    gradients = torch.autograd.grad(y, (x, v), g)
    print(f"{name:13} y {y.tolist()}  gradients of x and v", *(gradient.tolist() for gradient in gradients))

table = torch.nn.Embedding(5, 2, padding_idx=0)
table(torch.tensor([[3, 3, 3, 1, 0]])).sum().backward()
print("embedding rows:", table.weight.grad[:, 0].tolist())
