import json

import torch

takes = [
    ("h[0]", lambda h: h[0]),
    ("h[:, 1:]", lambda h: h[:, 1:]),
    ("h.view(-1)", lambda h: h.view(-1)),
    ("h.t()", lambda h: h.t()),
    ("h.reshape(-1)", lambda h: h.reshape(-1)),
    ("h.t().reshape(-1)", lambda h: h.t().reshape(-1)),
    ("h.unbind(0)[0]", lambda h: h.unbind(0)[0]),
    ("h.chunk(2)[0]", lambda h: h.chunk(2)[0]),
    ("h.expand(3, 2, 2)", lambda h: h.expand(3, 2, 2)),
    ("h[h > 0]", lambda h: h[h > 0]),
    ("h[[0]]", lambda h: h[[0]]),
    ("h.detach()", lambda h: h.detach()),
    ("h.clone()", lambda h: h.clone()),
]

rows = []
for name, take in takes:
    h = torch.ones(2, 2, requires_grad=True) * 1
    v = take(h)
    shares = v.untyped_storage().data_ptr() == h.untyped_storage().data_ptr()
    try:
        v.mul_(2)
        outcome, node = str(h.tolist()), type(h.grad_fn).__name__
    except RuntimeError:
        outcome, node = "RuntimeError", ""
    rows.append([name, "yes" if shares else "no", "yes" if v._is_view() else "no", outcome, node])
columns = ["v", "h.untyped_storage()", "v._is_view()", "v.mul_(2); h", "h.grad_fn"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
