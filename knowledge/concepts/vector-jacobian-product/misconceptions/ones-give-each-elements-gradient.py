import torch


def with_ones(f):
    x = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64, requires_grad=True)
    y = f(x)
    y.backward(torch.ones_like(y))
    return x.grad, torch.autograd.functional.jacobian(f, x.detach())


for name, f in (("x ** 2 ", lambda x: x**2), ("softmax", lambda x: torch.softmax(x, 0))):
    gradient, jacobian = with_ones(f)
    print(name, " ones:", [round(value, 4) + 0.0 for value in gradient.tolist()], end="  ")
    print("rows of J:", [[round(value, 2) for value in row] for row in jacobian.tolist()])
    assert torch.allclose(gradient, jacobian.sum(0))

gradient, jacobian = with_ones(lambda x: x**2)
assert torch.equal(jacobian, gradient.diag())  # each output depends on one input: the sum hides nothing
gradient, jacobian = with_ones(lambda x: torch.softmax(x, 0))
assert torch.allclose(gradient, torch.zeros_like(gradient)) and (jacobian.abs().sum(1) > 0.1).all()
