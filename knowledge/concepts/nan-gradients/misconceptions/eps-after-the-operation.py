import torch


def gradient(function):
    x = torch.zeros((), requires_grad=True)
    function(x).backward()
    return x.grad.item()


eps = 1e-6
print("sqrt(x ** 2) + eps       ", gradient(lambda x: (x**2).sqrt() + eps))
print("sqrt(x ** 2).clamp(eps)  ", gradient(lambda x: (x**2).sqrt().clamp(min=eps)))
print("nan_to_num(sqrt(x ** 2)) ", gradient(lambda x: torch.nan_to_num((x**2).sqrt())))
print("sqrt(x ** 2 + eps)       ", gradient(lambda x: (x**2 + eps).sqrt()))
for late in (
    lambda x: (x**2).sqrt() + eps,
    lambda x: (x**2).sqrt().clamp(min=eps),
    lambda x: torch.nan_to_num((x**2).sqrt()),
):
    assert torch.tensor(gradient(late)).isnan()
assert gradient(lambda x: (x**2 + eps).sqrt()) == 0.0
