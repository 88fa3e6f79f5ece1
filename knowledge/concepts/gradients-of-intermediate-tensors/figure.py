import json
import warnings

import torch

warnings.simplefilter("ignore")


def retain_before(w, hidden, loss):
    hidden.retain_grad()
    loss.backward()


def retain_after(w, hidden, loss):
    loss.backward()
    hidden.retain_grad()


def hook(w, hidden, loss):
    found = []
    hidden.register_hook(found.append)
    loss.backward()
    return found[0]


ways = {
    "loss.backward()": lambda w, hidden, loss: loss.backward(),
    "loss.backward(retain_graph=True)": lambda w, hidden, loss: loss.backward(retain_graph=True),
    "hidden.retain_grad(); loss.backward()": retain_before,
    "loss.backward(); hidden.retain_grad()": retain_after,
    "hidden.register_hook(found.append); loss.backward()": hook,
    "torch.autograd.grad(loss, hidden)": lambda w, hidden, loss: torch.autograd.grad(loss, hidden)[0],
    "loss.backward(inputs=[hidden, w])": lambda w, hidden, loss: loss.backward(inputs=[hidden, w]),
}
rows = []
for label, way in ways.items():
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    hidden = w * 3
    loss = (hidden**2).sum()
    handed = way(w, hidden, loss)
    cells = (hidden.grad, handed, w.grad)
    rows.append([label, *("None" if cell is None else str(cell.tolist()) for cell in cells)])
columns = ["hidden = w * 3; loss = (hidden ** 2).sum()", "hidden.grad", "found[0] / return", "w.grad"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
