import json

import torch

weight = torch.tensor([1.0, 2.0], requires_grad=True)


def under_no_grad(make):
    with torch.no_grad():
        return make()


CALLS = {
    "y.detach()": lambda y: y.detach(),
    "y.data": lambda y: y.data,
    "y.clone()": lambda y: y.clone(),
    "y.detach().clone()": lambda y: y.detach().clone(),
    "y.detach().numpy()": lambda y: y.detach().numpy(),
    "no_grad: y": lambda y: under_no_grad(lambda: y),
    "no_grad: y * 1": lambda y: under_no_grad(lambda: y * 1),
    "no_grad: y.view(2)": lambda y: under_no_grad(lambda: y.view(2)),
}


def mark(value):
    return "yes" if value else "no"


def reaches_weight(result):
    if not getattr(result, "requires_grad", False):
        return False
    return torch.autograd.grad((result * 1).sum(), weight, allow_unused=True)[0] is not None


def change_is_noticed(call):
    y = weight.exp()
    before = y.detach().clone()
    result = call(y)
    with torch.no_grad():
        result += 1
    if torch.equal(y, before):
        return "-"  # y itself was not changed
    try:
        y.sum().backward()
    except RuntimeError:
        return "yes"
    return "no"


rows = []
for text, call in CALLS.items():
    y = weight.exp()
    result = call(y)
    address = result.data_ptr() if isinstance(result, torch.Tensor) else result.ctypes.data
    rows.append(
        [
            text,
            mark(result.requires_grad) if isinstance(result, torch.Tensor) else "-",
            mark(reaches_weight(result)),
            mark(address == y.data_ptr()),
            change_is_noticed(call),
        ]
    )
columns = ["y = weight.exp()", "requires_grad", "weight.grad", "== y.data_ptr()", "+= 1: RuntimeError"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
