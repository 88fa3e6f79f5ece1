import json

import torch

expressions = [
    ("x + p", (32, 10), (10,), lambda x, p: x + p),
    ("x + p", (8, 5, 4), (1, 5, 4), lambda x, p: x + p),
    ("x * p", (8, 3, 6, 6), (3, 1, 1), lambda x, p: x * p),
    ("x * p", (32, 10), (), lambda x, p: x * p),
    ("column + p", (5, 1), (4,), lambda x, p: x + p),
    ("x @ p", (8, 5, 4), (4, 3), lambda x, p: x @ p),
    ("p.expand(8, 5, 4)", (), (1, 5, 4), lambda x, p: p.expand(8, 5, 4)),
    ("p.repeat(8, 1, 1)", (), (1, 5, 4), lambda x, p: p.repeat(8, 1, 1)),
    ("p.repeat_interleave(2)", (), (10,), lambda x, p: p.repeat_interleave(2)),
]

rows = []
for name, first, second, function in expressions:
    x, p = torch.ones(first), torch.ones(second, requires_grad=True)
    y = function(x, p)
    y.backward(torch.ones_like(y))
    (count,) = p.grad.unique().tolist()
    rows.append([name, str(tuple(p.shape)), str(tuple(y.shape)), str(tuple(p.grad.shape)), f"{count:g}"])
print(json.dumps({"table": {"columns": ["y", "p.shape", "y.shape", "p.grad.shape", "p.grad"], "rows": rows}}))
