"""The classifier is trained on the cross entropy of the whole batch, as on one GPU."""

import torch
from torch.nn.functional import one_hot


def expected_gradient(run, step):
    x, y, layer = run["x"], run["y"], run["model"].classifier
    logits = x @ step.value(layer.weight).T + step.value(layer.bias)
    return ((logits.softmax(1) - one_hot(y, 3)) / len(x)).T @ x


def check_gradients(run):
    """At each of the three steps the weight has the closed-form gradient of the batch's mean cross entropy.
    三步中的每一步，weight 的梯度都等于整个 batch 平均交叉熵的解析解。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        found = step.gradient(run["model"].classifier.weight)
        assert found is not None, "weight has no gradient"
        assert torch.allclose(found, expected_gradient(run, step), atol=1e-6)


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    found, expected = run.steps[0].gradient(run["model"].classifier.weight), expected_gradient(run, run.steps[0])
    off = (found - expected).norm() / expected.norm()
    return {"times": (found.norm() / expected.norm()).item(), "percent": (100 * off).item()}
