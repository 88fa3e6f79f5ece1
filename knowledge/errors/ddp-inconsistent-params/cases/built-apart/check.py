"""Both ranks train one model, with the depth that rank 0 draws, on the mean of their losses."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def check_gradients(run):
    """In every rank, at each of the three steps, every gradient is the mean over both halves of what torch.func gives.
    每个 rank 的三步中，所有梯度都等于 torch.func 在两半数据上所得梯度的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    model = getattr(run["model"], "module", run["model"])

    def objective(given):
        return mse_loss(functional_call(model, given, (run["x"].flatten(0, 1),)), run["y"].flatten(0, 1))

    for step in run.steps:
        expected = grad(objective)({name: step.value(parameter) for name, parameter in model.named_parameters()})
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_one_depth(run):
    """In every rank the model has the two hidden layers that rank 0 draws, beside the first and the last.
    每个 rank 上的模型，除首层和末层之外，都有 rank 0 抽到的两个隐藏层。"""
    layers = [layer for layer in run["model"].modules() if isinstance(layer, torch.nn.Linear)]
    assert len(layers) == 4, f"{len(layers)} linear layers"


def measure(run):
    return {"error": str(run.error).split("\n")[0] if run.error else None, "steps": len(run.steps)}
