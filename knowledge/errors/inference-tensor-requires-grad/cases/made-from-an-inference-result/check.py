"""Prototypes start at the class means of the features and are trained on the cross entropy of the distances."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy


def features_of(run):
    return run["encoder"](run["x"]).detach()


def check_start(run):
    """The first step finds the prototypes at the class means of the features.
    第一步时，原型等于各类特征的均值。"""
    features = features_of(run)
    means = torch.stack([features[run["labels"] == k].mean(0) for k in range(3)])
    assert torch.allclose(run.steps[0].value(run["prototypes"]), means, atol=1e-6)


def check_gradients(run):
    """At each of the three steps the prototypes have the gradient of the cross entropy of the distances, written out, by torch.func.
    三步中的每一步，原型的梯度都等于 torch.func 对写开的距离交叉熵求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    features = features_of(run)
    for step in run.steps:
        expected = grad(lambda p: cross_entropy(-(features[:, None] - p).norm(dim=-1), run["labels"]))(step.value(run["prototypes"]))
        gradient = step.gradient(run["prototypes"])
        assert gradient is not None, "the prototypes have no gradient"
        assert torch.allclose(gradient, expected, atol=1e-4)


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
