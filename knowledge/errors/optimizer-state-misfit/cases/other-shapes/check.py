"""The loaded weights are trained on, with a fresh optimizer."""

import torch
from torch.func import functional_call, grad


def adam_walk(gradients, lr):
    """Where Adam goes from zero with these gradients, after each step."""
    m = v = place = torch.zeros_like(gradients[0])
    for count, gradient in enumerate(gradients, 1):
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        place = place - lr * (m / (1 - 0.9**count)) / ((v / (1 - 0.999**count)).sqrt() + 1e-8)
        yield place


def check_fresh_averages(run):
    """Over the last three of six steps each parameter moves by Adam's rule with lr 0.001 and averages begun anew.
    六步中的后三步，每个参数都按 Adam 的公式更新：lr 为 0.001，滑动平均从零开始。"""
    assert len(run.steps) == 6, f"{len(run.steps)} steps"
    for name, parameter in run["model"].named_parameters():
        gradients = [step.gradient(parameter) for step in run.steps[3:]]
        assert all(gradient is not None for gradient in gradients), f"{name} has no gradient"
        values = [*(step.value(parameter) for step in run.steps[3:]), parameter.detach()]
        for value, way in zip(values[1:], adam_walk(gradients, 0.001), strict=True):
            assert torch.allclose(value, values[0] + way, atol=1e-5), name


def check_loaded_weights(run):
    """The last three steps begin with the first layer of the checkpoint.
    后三步从 checkpoint 里的第一层开始。"""
    first = run.steps[3]
    for name, parameter in run["model"].named_parameters():
        if name.startswith("0."):
            assert torch.equal(first.value(parameter), run["checkpoint"]["model"][name]), name


def check_gradients(run):
    """At each of the last three steps every gradient is that of the cross entropy of the new labels, by torch.func.
    最后三步中的每一步，所有梯度都等于 torch.func 对新标签的交叉熵求得的梯度。"""
    model = run["model"]
    for step in run.steps[-3:]:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: torch.nn.functional.cross_entropy(functional_call(model, given, run["x"]), run["labels"]))(values)
        for name, parameter in model.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
