import torch

x = torch.tensor([0.3, 1.6], requires_grad=True)
forms = {
    "x + (q - x).detach()": lambda x, q: x + (q - x).detach(),
    "x.detach() + (q - x)": lambda x, q: x.detach() + (q - x),
    "q.detach() + x - x.detach()": lambda x, q: q.detach() + x - x.detach(),
    "(x + (q - x)).detach()": lambda x, q: (x + (q - x)).detach(),
}
gradients = {}
for name, form in forms.items():
    y = form(x, torch.round(x))
    assert torch.allclose(y, torch.round(x), atol=1e-6)
    gradients[name] = torch.autograd.grad(y.sum(), x)[0].tolist() if y.requires_grad else None
    print(f"{name:28} value {y.tolist()} gradient {gradients[name]}")
assert list(gradients.values()) == [[1.0, 1.0], [-1.0, -1.0], [1.0, 1.0], None]
