import json

import torch
from torch.nn import functional as F

expressions = [
    ("relu(x)", [0.0], F.relu, "[0, 1]"),
    ("abs(x)", [0.0], torch.abs, "[-1, 1]"),
    ("where(x > 0, x, 0)", [0.0], lambda x: torch.where(x > 0, x, 0.0), "[0, 1]"),
    ("maximum(x, 0)", [0.0], lambda x: torch.maximum(x, torch.zeros(1)), "[0, 1]"),
    ("clamp(x, min=0)", [0.0], lambda x: x.clamp(min=0), "[0, 1]"),
    ("clamp(x, 0, 6)", [6.0], lambda x: x.clamp(0, 6), "[0, 1]"),
    ("relu6(x)", [6.0], F.relu6, "[0, 1]"),
    ("leaky_relu(x, 0.1)", [0.0], lambda x: F.leaky_relu(x, 0.1), "[0.1, 1]"),
    ("vector_norm(x)", [0.0, 0.0], torch.linalg.vector_norm, "|g| <= 1"),
    ("amax(x)", [2.0, 2.0], torch.amax, "[a, 1 - a]"),
    ("max(x, dim=0)", [2.0, 2.0], lambda x: x.max(dim=0).values, "[a, 1 - a]"),
    ("sqrt(x)", [0.0], torch.sqrt, "-"),
    ("round(x)", [0.5], torch.round, "-"),
]


def short(tensor):
    values = [f"{value:.4g}" for value in tensor.tolist()]
    return values[0] if len(values) == 1 else "[" + ", ".join(values) + "]"


rows = []
for name, values, function, allowed in expressions:
    x = torch.tensor(values, requires_grad=True)
    function(x).sum().backward()
    rows.append([name, short(x.detach()), short(x.grad), allowed])
print(json.dumps({"table": {"columns": ["y", "x", "x.grad", "subgradients"], "rows": rows}}))
