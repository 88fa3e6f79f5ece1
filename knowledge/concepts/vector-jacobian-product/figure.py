import json

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)


def f(x):
    return torch.stack([x[0] * x[1], x[0] ** 2, x[1] * 3])


rows = []
for v in ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0], [1.0, 10.0, 100.0]):
    x.grad = None
    f(x).backward(gradient=torch.tensor(v))
    rows.append([str(v), str(x.grad.tolist())])
for row, column in zip(rows, torch.func.jacrev(f)(x).tolist()):
    row.append(str(column))
columns = ["y.backward(gradient=...)", "x.grad", "torch.func.jacrev(f)(x)"]
print(json.dumps({"table": {"columns": columns, "rows": [row + [""] * (3 - len(row)) for row in rows]}}))
