import json

import torch

value = 1.6
forms = {
    "torch.round(x)": torch.round,
    "x + (torch.round(x) - x).detach()": lambda x: x + (torch.round(x) - x).detach(),
    "x.detach() + (torch.round(x) - x)": lambda x: x.detach() + (torch.round(x) - x),
    "(x + (torch.round(x) - x)).detach()": lambda x: (x + (torch.round(x) - x)).detach(),
    "c = x.clamp(-1, 1); c + (torch.sign(x) - c).detach()": lambda x: (
        x.clamp(-1, 1) + (torch.sign(x) - x.clamp(-1, 1)).detach()
    ),
}
rows = []
for name, form in forms.items():
    x = torch.tensor(value, requires_grad=True)
    y = form(x)
    gradient = f"{torch.autograd.grad(y, x)[0].item():g}" if y.requires_grad else "None"
    rows.append([name, f"{y.item():g}", gradient])
print(json.dumps({"table": {"columns": [f"x = {value}", "y", "x.grad"], "rows": rows}}))
