import json

import torch
from torch import nn


def mark(value):
    return "yes" if value else "no"


def observe(name, assign):
    """What the module does with `module.a` after `assign`."""
    module = nn.Module()
    assign(module)
    row = [name, any(True for _ in module.parameters()), "a" in module.state_dict()]
    optimizer = torch.optim.SGD([*module.parameters(), nn.Parameter(torch.zeros(1))], lr=0.1)
    before = module.a.detach().clone()
    result = (module.a * nn.Parameter(torch.ones(2))).sum()
    result.backward()
    optimizer.step()
    row += [module.a.grad is not None, not torch.equal(module.a, before)]
    row.append(module.double().a.dtype == torch.float64)
    flag = module.a.requires_grad
    row.append(module.requires_grad_(not flag).a.requires_grad != flag)
    return [row[0], *map(mark, row[1:])]


WAYS = {
    "nn.Parameter(t)": lambda m: setattr(m, "a", nn.Parameter(torch.ones(2))),
    "nn.Parameter(t, requires_grad=False)": lambda m: setattr(m, "a", nn.Parameter(torch.ones(2), requires_grad=False)),
    "register_buffer": lambda m: m.register_buffer("a", torch.ones(2)),
    "register_buffer, persistent=False": lambda m: m.register_buffer("a", torch.ones(2), persistent=False),
    "t": lambda m: setattr(m, "a", torch.ones(2)),
    "t.requires_grad_()": lambda m: setattr(m, "a", torch.ones(2, requires_grad=True)),
}
columns = ["self.a", "parameters()", "state_dict()", ".grad", "step()", "double()", "requires_grad_()"]
print(json.dumps({"table": {"columns": columns, "rows": [observe(*way) for way in WAYS.items()]}}))
