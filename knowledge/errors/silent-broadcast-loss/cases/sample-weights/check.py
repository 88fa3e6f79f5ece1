"""A classifier is trained on weighted samples: each sample's loss counts with the sample's own weight."""

import torch
from torch.nn.functional import cross_entropy, linear


def gradient_of(step, run, weights):
    model = run["model"]

    def loss_of(weight):
        logits = linear(run["x"], weight, step.value(model.bias))
        return (weights * cross_entropy(logits, run["labels"], reduction="none")).mean()

    return torch.func.grad(loss_of)(step.value(model.weight))


def check_gradients(run):
    """At each of the five steps the weight's gradient equals torch.func.grad of the mean of each sample's loss times its own weight, 10 for class 1 and 1 for class 0.
    五步中的每一步，weight 的梯度都等于 torch.func.grad 对“每个样本的 loss 乘以自己的权重（类别 1 为 10，类别 0 为 1）再取平均”的结果。"""
    own = torch.where(run["labels"] == 1, 10.0, 1.0)
    assert len(run.steps) == 5
    for step in run.steps:
        expected = gradient_of(step, run, own)
        assert torch.allclose(step.gradient(run["model"].weight), expected, atol=1e-4)


def check_the_weight_moves(run):
    """The model's weight differs from its value at the first step.
    模型的 weight 与第一步时的值不同。"""
    weight = run["model"].weight
    assert not torch.equal(weight, run.steps[0].value(weight))


def measure(run):
    step, own = run.steps[0], run["weights"].flatten()
    found = step.gradient(run["model"].weight)
    unweighted = gradient_of(step, run, torch.ones_like(own))
    weighted = gradient_of(step, run, own)
    flat = [torch.nn.functional.normalize(g.flatten(), dim=0) for g in (found, unweighted, weighted)]
    return {
        "mean_weight": own.mean().item(),
        "ratio": (found.norm() / unweighted.norm()).item(),
        "with_unweighted": (flat[0] @ flat[1]).item(),
        "with_weighted": (flat[0] @ flat[2]).item(),
    }


def probe(run):
    """At every step the gradient is the unweighted one times the mean of the weights."""
    weights = run["weights"]
    same = torch.full((32,), weights.mean().item())
    return all(
        torch.allclose(step.gradient(run["model"].weight), gradient_of(step, run, same), rtol=1e-3, atol=1e-4)
        for step in run.steps
    )
