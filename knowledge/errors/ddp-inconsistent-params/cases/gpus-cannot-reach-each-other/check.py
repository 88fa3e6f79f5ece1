"""Both ranks train on the mean of their losses."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_gradients(run):
    """In every rank, at each of the three steps, every gradient is that of the mean over both halves, by torch.func.
    每个 rank 的三步中，所有梯度都等于 torch.func 对两半数据的平均 loss 求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    model = getattr(run["model"], "module", run["model"])

    def objective(given):
        return cross_entropy(functional_call(model, given, (run["x"].flatten(0, 1),)), run["y"].flatten(0, 1))

    for step in run.steps:
        expected = grad(objective)({name: step.value(parameter) for name, parameter in model.named_parameters()})
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], rtol=1e-3, atol=1e-4), name
