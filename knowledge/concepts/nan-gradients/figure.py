import json
import warnings

import torch
from torch.nn import functional as F

warnings.simplefilter("ignore")  # std of one element warns
expressions = [
    ("sqrt(x)", [0.0], lambda x: x.sqrt()),
    ("sqrt(x ** 2)", [0.0], lambda x: (x**2).sqrt()),
    ("sqrt(x ** 2 + 1e-12)", [0.0], lambda x: (x**2 + 1e-12).sqrt()),
    ("(x ** 2).sum().sqrt()", [0.0, 0.0], lambda x: (x**2).sum().sqrt()),
    ("linalg.vector_norm(x)", [0.0, 0.0], torch.linalg.vector_norm),
    ("x / x.norm()", [0.0, 0.0], lambda x: x / x.norm()),
    ("F.normalize(x, dim=0)[0]", [0.0, 0.0], lambda x: F.normalize(x, dim=0)[0]),
    ("log(x)", [0.0], lambda x: x.log()),
    ("log(x.clamp(min=1e-6))", [0.0], lambda x: x.clamp(min=1e-6).log()),
    ("x * log(x)", [0.0], lambda x: x * x.log()),
    ("xlogy(x, x)", [0.0], lambda x: torch.xlogy(x, x)),
    ("log(softmax(x, 0))[1]", [200.0, 0.0], lambda x: torch.softmax(x, 0).log()[1]),
    ("F.log_softmax(x, 0)[1]", [200.0, 0.0], lambda x: F.log_softmax(x, 0)[1]),
    ("1 / x", [0.0], lambda x: 1 / x),
    ("x ** 0.5", [0.0], lambda x: x**0.5),
    ("(-1.0) ** x", [2.0], lambda x: torch.tensor(-1.0) ** x),
    ("acos(x)", [1.0], torch.acos),
    ("atan2(x[0], x[1])", [0.0, 0.0], lambda x: torch.atan2(x[0], x[1])),
    ("hypot(x[0], x[1])", [0.0, 0.0], lambda x: torch.hypot(x[0], x[1])),
    ("std(x)", [1.0, 1.0, 1.0], torch.std),
    ("std(x)", [1.0], torch.std),
]


def short(tensor):
    values = [f"{value:.4g}" for value in tensor.flatten().tolist()]
    return values[0] if len(values) == 1 else "[" + ", ".join(values) + "]"


rows = []
for name, values, function in expressions:
    x = torch.tensor(values, requires_grad=True)
    y = function(x)
    y.sum().backward()
    finite = "yes" if x.grad.isfinite().all() else "no"
    rows.append([name, short(x.detach()), short(y.detach()), short(x.grad), finite])
print(json.dumps({"table": {"columns": ["y", "x", "y(x)", "x.grad", "isfinite()"], "rows": rows}}))
