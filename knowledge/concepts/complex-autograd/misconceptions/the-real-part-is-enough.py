import torch

# An error that should vanish: its real part can be driven down without end, its modulus cannot.
for name, loss_of in (("real part", lambda error: error.real), ("modulus squared", lambda error: error.abs() ** 2)):
    z = torch.tensor(3 + 4j, requires_grad=True)
    for _ in range(100):
        loss = loss_of(z - 1j)
        (gradient,) = torch.autograd.grad(loss, z)
        with torch.no_grad():
            z -= 0.1 * gradient
    print(f"{name:16} loss {loss.item():.3f}  z {z.item():.3f}")
    assert torch.allclose(z.detach(), torch.tensor(1j), atol=1e-4) == (name == "modulus squared")
