"""The weights under the mask are trained on the cross entropy; the others stay."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy


def loss_of(run, weight):
    return cross_entropy(run["x"] @ (weight * run["model"].mask).T, run["labels"])


def check_gradients(run):
    """At each of the three steps the weight has torch.func's gradient of the masked model's cross entropy.
    三步中的每一步，weight 的梯度都等于 torch.func 对带 mask 的模型的交叉熵求得的梯度。"""
    model = run["model"]
    assert len(run.steps) == 3
    for step in run.steps:
        expected = grad(lambda weight: loss_of(run, weight))(step.value(model.weight))
        gradient = step.gradient(model.weight)
        assert gradient is not None, "weight has no gradient"
        assert torch.allclose(gradient.to_dense(), expected, atol=1e-6)


def check_pruned_weights_stay(run):
    """The weights outside the mask are the same at the first step and at the last.
    mask 之外的权重在第一步和最后一步相同。"""
    model = run["model"]
    first, last = (step.value(model.weight)[model.mask == 0] for step in (run.steps[0], run.steps[-1]))
    assert torch.equal(first, last)


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
