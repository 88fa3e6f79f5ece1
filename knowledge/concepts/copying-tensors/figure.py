import copy
import json
import warnings

import torch
from torch import nn


def numpy_view(t):
    return torch.from_numpy(t.detach().numpy())


calls = {
    "t.clone()": lambda w, t: t.clone(),
    "t.detach()": lambda w, t: t.detach(),
    "t.detach().clone()": lambda w, t: t.detach().clone(),
    "copy.deepcopy(w)": lambda w, t: copy.deepcopy(w),
    "copy.deepcopy(t)": lambda w, t: copy.deepcopy(t),
    "torch.tensor(t)": lambda w, t: torch.tensor(t),
    "torch.tensor(t, requires_grad=True)": lambda w, t: torch.tensor(t, requires_grad=True),
    "t.new_tensor(t)": lambda w, t: t.new_tensor(t),
    "torch.as_tensor(t)": lambda w, t: torch.as_tensor(t),
    "torch.as_tensor(t, dtype=torch.float64)": lambda w, t: torch.as_tensor(t, dtype=torch.float64),
    "torch.from_numpy(t.detach().numpy())": lambda w, t: numpy_view(t),
    "torch.empty(3).copy_(t)": lambda w, t: torch.empty(3).copy_(t),
    "nn.Parameter(t)": lambda w, t: nn.Parameter(t),
}

answers = {True: "yes", False: "no"}
rows = []
for label, call in calls.items():
    w = torch.ones(3, requires_grad=True)
    t = w * 2
    storages = {tensor.untyped_storage().data_ptr() for tensor in (w, t)}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = call(w, t)
        except RuntimeError as error:
            rows.append([label, type(error).__name__, "", "", "", ""])
            continue
    if result.requires_grad:
        result.sum().backward()
    facts = (
        result.untyped_storage().data_ptr() in storages,
        w.grad is not None,
        result.is_leaf,
        result.requires_grad,
        any("To copy construct" in str(warning.message) for warning in caught),
    )
    rows.append([label, *(answers[fact] for fact in facts)])
columns = ["w = ..., t = w * 2", "data_ptr() ==", "w.grad", "is_leaf", "requires_grad", "UserWarning"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
