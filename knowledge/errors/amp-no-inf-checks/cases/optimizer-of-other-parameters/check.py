"""The new head is trained on the cross entropy; the backbone stays as it was."""

from torch.nn.functional import one_hot


def check_the_head_learns(run):
    """At each of the three steps the head's weight has, to a twentieth of its norm, the gradient of that step's cross entropy in closed form.
    三步中的每一步，head 的 weight 的梯度与这一步交叉熵的解析解之差不超过其范数的二十分之一。"""
    head, x, y = run["model"].head, run["x"], run["y"]
    features = run["model"].backbone(x).detach()
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    assert head.out_features == 3
    for step in run.steps:
        assert step.has(head.weight), "the optimizer does not hold the head"
        logits = features @ step.value(head.weight).T + step.value(head.bias)
        expected = (logits.softmax(1) - one_hot(y, 3)).T @ features / len(x)
        assert step.gradient(head.weight) is not None, "the head has no gradient"
        assert (step.gradient(head.weight) - expected).norm() <= 0.05 * expected.norm(), "another gradient"


def check_only_the_head_learns(run):
    """The backbone has no gradient.
    backbone 没有梯度。"""
    assert all(parameter.grad is None for parameter in run["model"].backbone.parameters())


def measure(run):
    weight = run["model"].head.weight
    error = None if run.error is None else f"{type(run.error).__name__}: {run.error}"
    return {"error": error, "steps": len(run.steps), "held": sum(step.has(weight) for step in run.steps)}
