"""The bias of the objectness starts at the prior of 0.01, and the detector is trained on the binary cross entropy."""

import math

import torch


def objectness(run, step):
    """Logits of the fifth channel of each anchor."""
    head = run["model"].head
    weight, bias = step.value(head.weight).flatten(1), step.value(head.bias)
    output = torch.einsum("oc,bchw->bohw", weight, run["features"]) + bias[:, None, None]
    batch, channels, height, width = output.shape
    return output.view(batch, 3, channels // 3, height, width)[:, :, 4]


def check_prior(run):
    """At the first step the fifth bias of each anchor is -log(99).
    第一步时，每个 anchor 的第五个 bias 都是 -log(99)。"""
    bias = run.steps[0].value(run["model"].head.bias).view(3, -1)
    assert torch.allclose(bias[:, 4], torch.full((3,), -math.log(99)), atol=1e-4), "the prior is not there"
    assert (bias[:, :4].abs() < 1).all() and (bias[:, 5:].abs() < 1).all(), "another bias was changed"


def check_gradients(run):
    """At each of the three steps weight and bias have the gradient of the binary cross entropy in closed form.
    三步中的每一步，weight 和 bias 的梯度都等于二元交叉熵的解析解。"""
    head = run["model"].head
    assert len(run.steps) == 3
    for step in run.steps:
        slope = (objectness(run, step).sigmoid() - run["found"]) / run["found"].numel()
        bias, weight = step.gradient(head.bias), step.gradient(head.weight)
        assert weight is not None, "the weight has no gradient"
        assert bias is not None, "the bias has no gradient"
        expected = torch.einsum("bahw,bchw->ac", slope, run["features"])
        assert torch.allclose(weight.flatten(1).view(3, -1, 8)[:, 4], expected, atol=1e-6)
        assert torch.allclose(bias.view(3, -1)[:, 4], slope.sum((0, 2, 3)), atol=1e-6)


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    first, head = run.steps[0].value(run["model"].head.bias).view(3, -1)[0, 4], run["model"].head
    return {"steps": len(run.steps), "first": first.item(), "weight_grad": head.weight.grad}
