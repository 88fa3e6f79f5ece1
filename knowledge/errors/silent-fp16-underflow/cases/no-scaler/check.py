"""Both heads are trained in mixed precision; the second loss has a small weight."""

import torch
from torch.func import grad
from torch.nn.functional import linear


def reference(run, step):
    """The gradients of the whole loss at a step, in float32."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}

    def loss(values):
        features = torch.tanh(linear(run["x"], values["0.0.weight"], values["0.0.bias"]))
        first = linear(features, values["1.weight"], values["1.bias"])
        second = linear(features, values["2.weight"], values["2.bias"])
        return (first - run["depth"]).pow(2).mean() + 1e-6 * (second - run["smoothness"]).pow(2).mean()

    return grad(loss)(values)


def check_gradients(run):
    """At each step taken, ten of the 20 rounds at least, the gradient of each weight is within a tenth of its norm of the one that torch.func gives in float32.
    实际走的每一步（20 轮中至少十步），每个 weight 的梯度与 torch.func 在 float32 下求得的梯度之差不超过其范数的十分之一。"""
    assert 10 <= len(run.steps) <= 20, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        for name, expected in reference(run, step).items():
            if name.endswith("weight"):
                found = step.gradient(run["model"].get_parameter(name))
                assert found is not None, f"{name} has no gradient"
                assert (found - expected).norm() <= 0.1 * expected.norm(), f"step {number}: {name}: another gradient"


def check_weights_are_float32(run):
    """The parameters are float32.
    参数都是 float32。"""
    assert all(parameter.dtype is torch.float32 for parameter in run["model"].parameters())


def measure(run):
    step, head = run.steps[-1], run["smoothness_head"].weight
    zeros = (step.gradient(head) == 0).double().mean().item()
    ratio = (step.gradient(head).norm() / reference(run, step)["2.weight"].norm()).item()
    return {"percent": 100 * zeros, "ratio": ratio, "steps": len(run.steps)}


def probe(run):
    """The second head's gradient is zero."""
    return not run.steps[-1].gradient(run["smoothness_head"].weight).any()
