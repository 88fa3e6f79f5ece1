import json

import torch


def out_of_place(h):
    h = h + 1


def under_no_grad(h):
    with torch.no_grad():
        h += 1


def assign(h):
    h[0] = 5.0


def through_numpy(h):
    h.detach().numpy()[:] += 1


def add(h):
    h += 1


changes = [
    ("h ** 2", lambda h: h**2, "h = h + 1", out_of_place),
    ("h * 3", lambda h: h * 3, "h += 1", add),
    ("h ** 2", lambda h: h**2, "h += 1", add),
    ("h ** 2", lambda h: h**2, "h[0] = 5.0", assign),
    ("h ** 2", lambda h: h**2, "h.view(-1).mul_(2)", lambda h: h.view(-1).mul_(2)),
    ("h ** 2", lambda h: h**2, "h.detach().add_(1)", lambda h: h.detach().add_(1)),
    ("h ** 2", lambda h: h**2, "no_grad: h += 1", under_no_grad),
    ("h ** 2", lambda h: h**2, "h.data.add_(1)", lambda h: h.data.add_(1)),
    ("h ** 2", lambda h: h**2, "h.detach().numpy()[:] += 1", through_numpy),
]


def gradient(function, change):
    """The gradient of function at [1, 2] with h changed before backward, and the version of h before and after."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    h = x * 1
    y = function(h)
    before = h._version
    change(h)
    versions = f"{before} → {h._version}"
    try:
        y.sum().backward()
    except RuntimeError:
        return versions, None
    return versions, x.grad.tolist()


rows = []
for label, function, name, change in changes:
    _, expected = gradient(function, lambda h: None)
    versions, found = gradient(function, change)
    if found is None:
        rows.append([label, name, versions, "RuntimeError", "", ""])
    else:
        rows.append([label, name, versions, "ok", str(found), "yes" if found == expected else "no"])
print(json.dumps({"table": {"columns": ["y", "", "h._version", "backward()", "x.grad", "== dy/dx"], "rows": rows}}))
