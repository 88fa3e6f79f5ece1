import torch
from torch import nn

model = nn.Sequential(nn.Embedding(1000, 4), nn.Linear(4, 1))
model(torch.tensor([3, 5])).sum().backward()
gradient = model[0].weight.grad
print(f"{(gradient == 0).float().mean().item():.1%} of the gradient is zero, and its layout is", gradient.layout)
assert (gradient == 0).float().mean() > 0.99 and not gradient.is_sparse

optimizer = torch.optim.SparseAdam([model[0].weight])
try:
    optimizer.step()
except RuntimeError as error:
    print("SparseAdam:", error)
    assert "does not support dense gradients" in str(error)
else:
    raise AssertionError("SparseAdam took a dense gradient")
