"""Projection and scale are trained on the cross entropy of the scaled scores."""

import torch
from torch.func import grad


def loss_of(run, values):
    projected = run["images"] @ values["project.weight"].T + values["project.bias"]
    projected = projected / projected.norm(dim=1, keepdim=True)
    texts = run["texts"] / run["texts"].norm(dim=1, keepdim=True)
    logits = torch.exp(values["log_scale"]) * (projected @ texts.T)
    return (logits.logsumexp(dim=1) - logits.diagonal()).mean()


def check_gradients(run):
    """At each of the three steps projection and log_scale have torch.func's gradient of the cross entropy.
    三步中的每一步，投影层和 log_scale 的梯度都等于 torch.func 对交叉熵求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name


def check_no_warning(run):
    """The program gives no warning about a conversion to a scalar.
    程序不再给出转换为标量的警告。"""
    assert not [text for _, text in run.warnings if text.startswith("Converting a tensor")]


def measure(run):
    warned = sum(text.startswith("Converting a tensor") for _, text in run.warnings)
    return {"grad": run["model"].log_scale.grad, "steps": len(run.steps), "warned": warned}
