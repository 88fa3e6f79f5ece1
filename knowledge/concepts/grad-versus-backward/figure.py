import json
import warnings

import torch

warnings.simplefilter("ignore")
x = torch.tensor([1.0, 2.0])


def mark(value):
    return "yes" if value else "no"


CALLS = {
    "loss.backward()": lambda loss, w, b, h: loss.backward(),
    "torch.autograd.backward(loss)": lambda loss, w, b, h: torch.autograd.backward(loss),
    "loss.backward(inputs=[w])": lambda loss, w, b, h: loss.backward(inputs=[w]),
    "loss.backward(inputs=[h])": lambda loss, w, b, h: loss.backward(inputs=[h]),
    "torch.autograd.grad(loss, w)": lambda loss, w, b, h: torch.autograd.grad(loss, w),
    "torch.autograd.grad(loss, [w, h])": lambda loss, w, b, h: torch.autograd.grad(loss, [w, h]),
}
rows = []
for name, call in CALLS.items():
    w, b = torch.tensor([1.0, 1.0], requires_grad=True), torch.tensor(0.5, requires_grad=True)
    h = (w * x).exp()
    loss = (h * b).sum()
    result = call(loss, w, b, h)
    try:
        torch.autograd.grad(loss, w)
        freed = False
    except RuntimeError:
        freed = True
    returned = "None" if result is None else f"tuple of {len(result)}"
    filled = [mark(tensor.grad is not None) for tensor in (w, b, h)]
    rows.append([name, returned, *filled, mark(freed)])
columns = ["w, b -> h -> loss", "returns", "w.grad", "b.grad", "h.grad", "graph freed"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
