"""Each batch makes one step along the gradient of its own loss."""

import torch
from torch.func import functional_call, grad


def check_gradients(run):
    """At each of the five steps every gradient equals torch.func's for the mean squared error of that batch.
    五步中的每一步，所有梯度都等于 torch.func 对该 batch 的均方误差求得的梯度。"""
    model = run["model"]
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    for step, (x, y) in zip(run.steps, run["batches"]):
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: ((functional_call(model, given, x) - y) ** 2).mean())(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def check_each_step_moves(run):
    """Each step changes every parameter by -0.1 times its gradient.
    每一步，每个参数的变化量都等于 -0.1 乘以梯度。"""
    for name, parameter in run["model"].named_parameters():
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        for step, before, after in zip(run.steps, values, values[1:]):
            assert torch.allclose(after, before - 0.1 * step.gradient(parameter), atol=1e-6), name


def measure(run):
    weight = run["model"][0].weight
    moved = (weight - run.steps[0].value(weight)).abs().max().item() if run.steps else 0.0
    gradients = [backward.added(weight) for backward in run.backwards]
    error = str(run.error).split(": [")[0] if run.error else None
    return {"error": error, "steps": len(run.steps), "moved": moved, "gradient": gradients[-1].norm().item()}


def probe(run):
    """backward() gave gradients, and no step saw one."""
    weight = run["model"][0].weight
    return bool(run.backwards) and all(step.gradient(weight) is None for step in run.steps)
