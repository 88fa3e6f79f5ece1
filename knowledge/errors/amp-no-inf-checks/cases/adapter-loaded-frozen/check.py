"""The adapter is trained on the cross entropy; the base model stays as it was."""

from torch.nn.functional import one_hot


def check_the_adapter_learns(run):
    """At each of the three steps the adapter has, to a twentieth of its norm, the gradient of that step's cross entropy in closed form.
    三步中的每一步，adapter 的梯度与这一步交叉熵的解析解之差不超过其范数的二十分之一。"""
    base, adapter, x, y = run["model"].base, run["model"].adapter, run["x"].detach(), run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        assert step.has(adapter.weight), "the optimizer does not hold the adapter"
        weight = base.weight.detach() + step.value(adapter.weight)
        logits = x @ weight.T + base.bias.detach()
        expected = (logits.softmax(1) - one_hot(y, 3)).T @ x / len(x)
        assert step.gradient(adapter.weight) is not None, "the adapter has no gradient"
        assert (step.gradient(adapter.weight) - expected).norm() <= 0.05 * expected.norm(), "another gradient"


def check_only_the_adapter_learns(run):
    """The base model has no gradient.
    base 模型没有梯度。"""
    assert all(parameter.grad is None for parameter in run["model"].base.parameters())


def measure(run):
    gradients = [parameter.grad is not None for parameter in run["model"].base.parameters()]
    return {"steps": len(run.steps), "base": sum(gradients), "trainable": sum(p.requires_grad for p in run["model"].parameters())}
