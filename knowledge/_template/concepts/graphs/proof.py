import torch

x, plain = torch.ones(2, requires_grad=True), torch.ones(2)
assert (x * plain).grad_fn is not None  # [^recorded]
assert (plain * plain).grad_fn is None
print("recorded:", type((x * plain).grad_fn).__name__)
