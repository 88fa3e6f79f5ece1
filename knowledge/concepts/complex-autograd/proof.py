import warnings

import torch

z = torch.tensor(3 + 4j, requires_grad=True)


def parts(loss):
    """The derivatives with respect to the real and the imaginary part, each computed with real numbers."""
    x, y = torch.tensor(3.0, requires_grad=True), torch.tensor(4.0, requires_grad=True)
    return torch.autograd.grad(loss(torch.complex(x, y)), [x, y])


# The gradient of a real loss is dL/dx + i dL/dy.
losses = {
    "|z|^2": lambda z: z.abs() ** 2,
    "real part of z^3": lambda z: (z**3).real,
    "|exp(iz) - 1|": lambda z: (torch.exp(1j * z) - 1).abs(),
}
for name, loss in losses.items():
    by_x, by_y = parts(loss)
    found = torch.autograd.grad(loss(z), z)[0]
    print(f"{name:17} gradient {found.item():.3f}")
    assert torch.allclose(found, torch.complex(by_x, by_y))  # [^parts]

# It points uphill: a step against it makes the loss smaller, a step against its conjugate need not.
gradient = torch.autograd.grad(losses["|z|^2"](z), z)[0]
with torch.no_grad():
    assert (z - 0.1 * gradient).abs() < z.abs() < (z - 0.1 * gradient.conj()).abs() + 1

# For a holomorphic f, backward multiplies by the conjugate of f'.
for v in (torch.tensor(1 + 0j), torch.tensor(1j)):
    found = torch.autograd.grad(z**2, z, v)[0]
    assert torch.allclose(found, v * (2 * z).conj())  # [^conjugate]
_, forward = torch.func.jvp(lambda z: z**2, (z.detach(),), (torch.tensor(1 + 0j),))
print("z^2 at 3+4j: backward", torch.autograd.grad(z**2, z, torch.tensor(1 + 0j))[0].item(), " jvp", forward.item())
assert torch.allclose(forward, 2 * z)

# A complex loss is refused.
try:
    (z**2).backward()
except RuntimeError as error:
    print("complex loss:", error)
    assert "real scalar outputs" in str(error)
else:
    raise AssertionError("a complex loss was accepted")

# A real parameter in a complex formula has a real gradient.
w = torch.tensor(1.5, requires_grad=True)
((w * z.detach() - 1j).abs() ** 2).backward()
assert w.grad.dtype == torch.float32 and w.grad == 67  # 2 Re(conj(z) (w z - i)) = 2 (1.5 * 25 - 4)

# abs and angle have the gradient 0 at 0; abs by hand does not.
zero = torch.tensor(0j, requires_grad=True)
assert torch.autograd.grad(zero.abs(), zero)[0] == 0 and torch.autograd.grad(zero.angle(), zero)[0] == 0
assert torch.autograd.grad((zero.real**2 + zero.imag**2).sqrt(), zero)[0].isnan()

# view_as_real, view_as_complex and fft are linear and pass gradients.
pair = torch.tensor([3.0, 4.0], requires_grad=True)
(torch.view_as_complex(pair).abs() ** 2).backward()
assert pair.grad.tolist() == [6.0, 8.0]
signal = torch.randn(8, requires_grad=True)
(torch.fft.fft(signal).abs() ** 2).sum().backward()
assert torch.allclose(signal.grad, 2 * 8 * signal.detach(), atol=1e-4)

# Casting to a real dtype drops the imaginary part, in the value and in the gradient.
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    z.grad = None
    (z.to(torch.float32) ** 2).backward()
print("to(float32):", z.grad.item(), "-", str(caught[0].message).split(" (")[0])
assert z.grad == 6 and "discards the imaginary part" in str(caught[0].message)

# Optimizers take complex parameters, and treat both parts as two real ones.
for optimizer in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop):
    results = []
    for as_complex in (True, False):
        start = torch.tensor([1 + 1j, -2 + 0.5j])
        parameter = (start if as_complex else torch.view_as_real(start).clone()).requires_grad_()
        stepper = optimizer([parameter], lr=0.1)
        for _ in range(10):
            stepper.zero_grad()
            value = parameter if as_complex else torch.view_as_complex(parameter)
            ((value - (2 - 1j)).abs() ** 2).sum().backward()
            stepper.step()
        results.append(parameter if as_complex else torch.view_as_complex(parameter))
    assert torch.allclose(*results)  # [^two-real]
print("SGD, Adam, AdamW, RMSprop: complex parameter and two real ones end equal")
