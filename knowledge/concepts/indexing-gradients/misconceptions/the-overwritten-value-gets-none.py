import torch

i = torch.tensor([0, 0])


def assign(v):
    out = torch.zeros(2, dtype=torch.double)
    out[i] = v
    return out.sum()


def add(v):
    return torch.zeros(2, dtype=torch.double).index_add(0, i, v).sum()


v = torch.tensor([10.0, 20.0], dtype=torch.double, requires_grad=True)
for function in (assign, add):
    (found,) = torch.autograd.grad(function(v), v)
    moves = 1e-3 * torch.eye(2, dtype=torch.double)
    with torch.no_grad():
        numeric = torch.stack([(function(v + move) - function(v - move)) / 2e-3 for move in moves])
    print(f"{function.__name__:6} autograd {found.tolist()}  finite differences {numeric.round(decimals=6).tolist()}")
    assert found.tolist() == [1.0, 1.0]
    assert torch.allclose(found, numeric) == (function is add)
