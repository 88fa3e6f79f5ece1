import torch
from torch import nn

batches = [torch.tensor([1, 3]), torch.tensor([0, 2]), torch.tensor([1, 2])]


def train(optimizer_class, sparse):
    torch.manual_seed(0)
    embedding = nn.Embedding(5, 2, sparse=sparse)
    optimizer = optimizer_class(embedding.parameters(), lr=0.1)
    start = embedding.weight.detach().clone()
    for ids in batches:
        optimizer.zero_grad()
        embedding(ids).pow(2).sum().backward()
        optimizer.step()
    return (embedding.weight - start).norm(dim=1).detach()


adam, lazy = train(torch.optim.Adam, False), train(torch.optim.SparseAdam, True)
print("rows 0 to 4 moved by, Adam:      ", [round(v, 3) for v in adam.tolist()])
print("rows 0 to 4 moved by, SparseAdam:", [round(v, 3) for v in lazy.tolist()])
assert adam[4] == lazy[4] == 0  # looked up in no batch
assert adam[3] > lazy[3] > 0  # looked up in the first batch alone: Adam goes on moving it
