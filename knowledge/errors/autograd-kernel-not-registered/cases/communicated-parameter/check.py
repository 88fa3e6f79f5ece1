"""Both ranks begin with the weights of rank 0 and train on the mean of their clamped gradients."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def expected_gradients(run, step):
    """Each rank's gradient by torch.func, clamped, and the mean of these."""
    model = run["model"]
    values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
    per_rank = [grad(lambda given: mse_loss(functional_call(model, given, (x,)), y))(values) for x, y in zip(run["x"], run["y"])]
    return {name: sum(gradients[name].clamp(-0.1, 0.1) for gradients in per_rank) / len(per_rank) for name in values}


def check_gradients(run):
    """In every rank, at each of the three steps, every gradient equals the mean over the ranks of the gradients of torch.func, clamped to 0.1.
    每个 rank 的三步中，所有梯度都等于 torch.func 在两个 rank 上所得梯度截断到 0.1 之后的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_same_start(run):
    """Before the first step every rank has the weights that seed 0 gives.
    第一步之前，每个 rank 的权重都是随机种子 0 所得的权重。"""
    torch.manual_seed(0)
    given = torch.nn.Sequential(torch.nn.Linear(6, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    for parameter, expected in zip(run["model"].parameters(), given.parameters()):
        assert torch.equal(run.steps[0].value(parameter), expected), "other weights"


def check_no_warning(run):
    """There is no warning about an autograd kernel.
    没有关于 autograd kernel 的警告。"""
    assert not [message for _, message in run.warnings if "autograd kernel" in message], "it warns"


def measure(run):
    if not run.steps:
        return {"largest": None}
    return {"largest": max(run.steps[0].gradient(parameter).abs().max().item() for parameter in run["model"].parameters())}
