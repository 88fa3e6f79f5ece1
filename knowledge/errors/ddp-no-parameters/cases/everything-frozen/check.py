"""Both ranks train the last layer; the backbone stays as it was."""

import torch
from torch.nn.functional import one_hot


def network(run):
    return getattr(run["model"], "module", run["model"])


def expected(run, step):
    """The mean over the ranks of the classifier's gradients, in closed form."""
    layer, weights = network(run).classifier, []
    for x, y in zip(run["x"], run["y"]):
        hidden = network(run).backbone(x).detach()
        logits = hidden @ step.value(layer.weight).T + step.value(layer.bias)
        weights.append(((logits.softmax(1) - one_hot(y, 3)) / len(x)).T @ hidden)
    return sum(weights) / len(weights)


def check_gradients(run):
    """In every rank, at each of the three steps, the last weight has the mean over both ranks of the closed form.
    每个 rank 的三步中，最后一层 weight 的梯度都等于两个 rank 上解析解的平均。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        gradient = step.gradient(network(run).classifier.weight)
        assert gradient is not None, "the last layer has no gradient"
        assert torch.allclose(gradient, expected(run, step), atol=1e-6)


def check_backbone_is_frozen(run):
    """No parameter of the backbone has a gradient.
    backbone 的参数都没有梯度。"""
    assert all(p.grad is None for p in network(run).backbone.parameters())


def measure(run):
    return {"error": str(run.error).split("\n")[0], "steps": len(run.steps)}
