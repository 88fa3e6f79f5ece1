import torch
from torch import nn

embedding = nn.Embedding(1_000_000, 16, sparse=True)
ids = torch.tensor([7, 3, 7])
embedding(ids).sum().backward()

grad = embedding.weight.grad
print("weight:", embedding.weight.layout, " gradient:", grad.layout, tuple(grad.shape))
print("bytes of its values:", grad._values().nbytes, " dense:", embedding.weight.nbytes)
print("rows as looked up:", grad._indices().tolist())

grad = grad.coalesce()  # one entry for each row
print("coalesced:", grad.indices().tolist(), " values", grad.values()[:, 0].tolist())

embedding = nn.Embedding(1_000_000, 16)
embedding(ids).sum().backward()
print("without sparse=True:", embedding.weight.grad.layout, " row 3", embedding.weight.grad[3, 0].item(), end=" ")
print(" row 4", embedding.weight.grad[4, 0].item())
