"""Both ranks count the same missing values and train on the mean of their losses."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def check_missing_values(run):
    """In every rank the count is that of all files.
    每个 rank 上的计数都等于所有文件的总数。"""
    assert int(run["missing"]) == sum(int(file.isnan().sum()) for file in run["files"])


def check_gradients(run):
    """In every rank, at each of the three steps, every gradient is the mean over both files of what torch.func gives.
    每个 rank 的三步中，所有梯度都等于 torch.func 在两个文件上所得梯度的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    model = getattr(run["model"], "module", run["model"])

    def objective(given):
        shards = [file.nan_to_num() for file in run["files"]]
        return sum(mse_loss(functional_call(model, given, (x,)), x.sum(1, keepdim=True)) for x in shards) / len(shards)

    for step in run.steps:
        expected = grad(objective)({name: step.value(parameter) for name, parameter in model.named_parameters()})
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    return {"error": str(run.error).split("\n")[0] if run.error else None, "steps": len(run.steps)}
