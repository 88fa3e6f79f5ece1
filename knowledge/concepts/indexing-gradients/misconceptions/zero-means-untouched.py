import torch
from torch import nn

optimizers = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.1),
    "SGD, weight decay": lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.1),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.1),
    "SparseAdam": lambda p: torch.optim.SparseAdam(p, lr=0.1),
}
moves = {}
for name, make in optimizers.items():
    table = nn.Embedding(3, 2, sparse=name == "SparseAdam")
    optimizer = make(list(table.parameters()))
    for row in (0, 1):  # step 1 reads row 0, step 2 reads row 1, row 2 is not read
        before = table.weight.detach().clone()
        optimizer.zero_grad()
        table(torch.tensor([row])).sum().backward()
        optimizer.step()
    moved = (table.weight.detach() != before).any(dim=1).tolist()
    print(f"{name:18} step 2 moves rows", [row for row in range(3) if moved[row]])
    moves[name] = moved
assert moves["SGD"] == [False, True, False]
assert moves["SGD, weight decay"] == [True, True, True]
assert moves["Adam"] == [True, True, False]
assert moves["SparseAdam"] == [False, True, False]
