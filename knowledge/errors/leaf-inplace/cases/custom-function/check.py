"""A scale is learnt by its logarithm."""

import torch


def check_gradients(run):
    """At each of the three steps the gradient of log_scale agrees with central finite differences in float64.
    三步中的每一步，log_scale 的梯度都与 float64 下的中心差分一致。"""
    x, target = run["x"].double(), run["target"].double()

    def loss(log_scale):
        return ((x * log_scale.exp() - target) ** 2).mean()

    assert len(run.steps) == 3
    for step in run.steps:
        value = step.value(run["log_scale"]).double()
        assert step.gradient(run["log_scale"]) is not None, "log_scale has no gradient"
        for place in range(3):
            nudge = torch.zeros(3, dtype=torch.float64)
            nudge[place] = 1e-5
            expected = (loss(value + nudge) - loss(value - nudge)) / 2e-5
            assert abs(step.gradient(run["log_scale"])[place] - expected) < 1e-4


def check_only_the_optimizer_changes_it(run):
    """log_scale is zero at the first step, and from step to step it changes by -0.1 times its gradient.
    第一步时 log_scale 为零，此后每一步的变化量都等于 -0.1 乘以它的梯度。"""
    log_scale = run["log_scale"]
    assert torch.equal(run.steps[0].value(log_scale), torch.zeros(3))
    for step, following in zip(run.steps, run.steps[1:]):
        expected = step.value(log_scale) - 0.1 * step.gradient(log_scale)
        assert torch.allclose(following.value(log_scale), expected, atol=1e-6)


def measure(run):
    values = {"steps": len(run.steps), "log_scale": run["log_scale"].detach()}
    if run.steps:
        values["first"] = run.steps[0].value(run["log_scale"])
    return values
