import torch
from torch import nn

embedding = nn.Embedding(6, 2, sparse=True)
embedding(torch.tensor([1, 3, 1])).sum().backward()
gradient = embedding.weight.grad

raw, true = gradient._values().norm(), gradient.to_dense().norm()
print(f"norm of _values(): {raw:.4f}   of coalesce().values(): {gradient.coalesce().values().norm():.4f}", end="")
print(f"   of the gradient: {true:.4f}")
assert not torch.isclose(raw, true)
assert torch.isclose(gradient.coalesce().values().norm(), true)
