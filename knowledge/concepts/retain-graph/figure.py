import json

import torch

weight = torch.tensor([1.0, 2.0], requires_grad=True)
CALLS = {
    "backward()": lambda loss: loss.backward(),
    "backward(retain_graph=True)": lambda loss: loss.backward(retain_graph=True),
    "grad()": lambda loss: torch.autograd.grad(loss, weight),
    "grad(retain_graph=True)": lambda loss: torch.autograd.grad(loss, weight, retain_graph=True),
    "grad(create_graph=True)": lambda loss: torch.autograd.grad(loss, weight, create_graph=True),
}


def runs(action):
    try:
        action()
    except RuntimeError:
        return "no"
    return "yes"


rows = []
for text, call in CALLS.items():
    power = weight**2
    loss = power.sum()
    call(loss)
    rows.append(["(weight ** 2).sum()", text, runs(lambda: power.grad_fn._saved_self), runs(loss.backward)])
for text, call in list(CALLS.items())[:1]:
    loss = (weight + 1).sum()
    call(loss)
    rows.append(["(weight + 1).sum()", text, "-", runs(loss.backward)])
print(json.dumps({"table": {"columns": ["loss", "1.", "_saved_self", "2. backward()"], "rows": rows}}))
