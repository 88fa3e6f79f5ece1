import torch

z = torch.tensor(1 + 2j, requires_grad=True)
one = torch.tensor(1 + 0j)
for name, function, derivative in (
    ("z^2", lambda z: z**2, lambda z: 2 * z),
    ("exp(z)", torch.exp, torch.exp),
    ("1 / z", lambda z: 1 / z, lambda z: -1 / z**2),
):
    found = torch.autograd.grad(function(z), z, one)[0]
    expected = derivative(z.detach())
    print(f"{name:7} backward {found.item():.3f}  derivative {expected.item():.3f}")
    assert torch.allclose(found, expected.conj())
    assert not torch.allclose(found, expected)
