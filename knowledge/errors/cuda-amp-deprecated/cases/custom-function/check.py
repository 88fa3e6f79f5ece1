"""The custom function's gradient is that of the mean squared error, and nothing is shown."""

import torch
from torch.func import functional_call, grad


def distance(run, step):
    """How far the gradients at a step are from those that torch.func gives for the mean squared error in float32."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}

    def loss(values):
        return (functional_call(run["model"], values, (run["x"],)) - run["y"]).pow(2).mean()

    expected = grad(loss)(values)
    found = [step.gradient(run["model"].get_parameter(name)) for name in expected]
    assert all(gradient is not None for gradient in found), "a parameter has no gradient"
    off = torch.cat([(f - e).flatten() for f, e in zip(found, expected.values())]).norm()
    return (off / torch.cat([e.flatten() for e in expected.values()]).norm()).item()


def check_gradients(run):
    """At each of the three steps the gradients equal those that torch.func gives for the mean squared error in float32.
    三步中的每一步，梯度都等于 torch.func 在 float32 下对均方误差求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        assert distance(run, step) <= 1e-5, f"off by {distance(run, step):.2g}"


def check_no_warning(run):
    """No warning is shown.
    没有任何警告。"""
    assert not run.warnings, f"{len(run.warnings)} warnings"


def measure(run):
    shown = [message for _, message in run.warnings]
    return {
        "error": f"{type(run.error).__name__}: {run.error}" if run.error else "no error",
        "deprecated": sum("is deprecated" in message for message in shown),
        "warning": shown[-1] if shown else "none",
        "steps": len(run.steps),
    }
