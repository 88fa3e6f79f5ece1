import json

import torch

x = torch.tensor([0.0, 4.0], requires_grad=True)


def run(argument):
    root = torch.sqrt(argument)
    y = torch.where(x > 0, root, 0.0)
    into_root, at_x = torch.autograd.grad(y.sum(), [root, x])
    return {"sqrt": root, "where": y, "into": into_root, "derivative": 0.5 / argument.sqrt(), "x": at_x}


trap = run(x)
safe = run(torch.where(x > 0, x, 1.0))
labels = {
    "sqrt": "r = sqrt(s)",
    "where": "y = where(x > 0, r, 0)",
    "into": "dy/dr",
    "derivative": "dr/ds",
    "x": "x.grad",
}
columns = ["", *(f"s = {name}, x = {value:g}" for name in ("x", "where(x > 0, x, 1)") for value in x.tolist())]
rows = [
    [label, *(f"{value:g}" for result in (trap, safe) for value in result[name].tolist())]
    for name, label in labels.items()
]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
