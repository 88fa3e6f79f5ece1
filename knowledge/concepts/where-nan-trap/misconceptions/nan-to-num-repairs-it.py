import torch


def gradient(f, clean=None):
    x = torch.tensor([0.0, 4.0], requires_grad=True)
    if clean is not None:
        x.register_hook(clean)
    f(x).sum().backward()
    return x.grad


def scaled_root(x):
    return torch.where(x > 0, torch.sqrt(x), 0.0) + 3 * x


def safe_root(x):
    safe = torch.where(x > 0, x, 1.0)
    return torch.where(x > 0, torch.sqrt(safe), 0.0) + 3 * x


# On the value: the nan comes from the backward of sqrt, which nan_to_num does not change.
on_value = gradient(lambda x: torch.nan_to_num(torch.sqrt(x)) * (x > 0) + 3 * x)
print("nan_to_num on the value:   ", on_value.tolist())
assert on_value[0].isnan()

# On the gradient: nan + 3 was nan, so the right part of the gradient is erased as well.
on_gradient = gradient(scaled_root, clean=torch.nan_to_num)
right = gradient(safe_root)
print("nan_to_num on the gradient:", on_gradient.tolist())
print("double where:              ", right.tolist())
assert on_gradient.tolist() == [0.0, 3.25]
assert right.tolist() == [3.0, 3.25]
