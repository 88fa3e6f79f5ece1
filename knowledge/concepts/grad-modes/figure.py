import contextlib
import json

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 64), nn.BatchNorm1d(64), nn.Dropout(0.5))
head = nn.Linear(64, 1)
x = torch.randn(16, 2)


def mark(value):
    return "yes" if value else "no"


def can_train_the_head(features):
    head.weight.grad = None
    try:
        head(features).sum().backward()
    except RuntimeError:
        return False
    return head.weight.grad is not None


rows = []
for mode in ("train", "eval"):
    for name in ("", "enable_grad()", "no_grad()", "inference_mode()"):
        getattr(model, mode)()
        running_mean = model[1].running_mean.clone()
        with getattr(torch, name[:-2])() if name else contextlib.nullcontext():
            result, repeated = model(x), model(x)
        rows.append(
            [
                f"model.{mode}()" + (f", {name}" if name else ""),
                mark(result.grad_fn is not None),
                mark(not torch.equal(result, repeated)),
                mark(not torch.equal(running_mean, model[1].running_mean)),
                mark(result.is_inference()),
                mark(can_train_the_head(result)),
            ]
        )
columns = ["", "grad_fn", "Dropout", "running_mean", "is_inference()", "head(result).backward()"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
