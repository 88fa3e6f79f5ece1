import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)


def f(x):
    return torch.stack([x[0] * x[1], x[0] ** 2, x[1] * 3])


print("J =", torch.func.jacrev(f)(x.detach()))

v = torch.tensor([1.0, 10.0, 100.0])
f(x).backward(gradient=v)
print("backward(gradient=v):", x.grad)
print("v @ J:               ", v @ torch.func.jacrev(f)(x.detach()))

print("grad_outputs, ones:  ", torch.autograd.grad(f(x), x, grad_outputs=torch.ones(3)))
print("f(x).sum():          ", torch.autograd.grad(f(x).sum(), x))

x.grad = None
torch.autograd.backward([f(x), x * 5], grad_tensors=[v, torch.tensor([1.0, 2.0])])
print("two roots:           ", x.grad)
