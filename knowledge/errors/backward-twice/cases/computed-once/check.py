"""The mixing weights are learnt: every step sees the softmax of the scores as they are then."""

import torch
from torch.func import grad


def loss_of(scores, votes, target):
    return ((torch.softmax(scores, dim=0) @ votes - target) ** 2).mean()


def check_gradients(run):
    """At each of the twenty steps the scores' gradient equals torch.func's at the scores of that step.
    二十步中的每一步，scores 的梯度都等于 torch.func 在当时的 scores 处求得的梯度。"""
    assert len(run.steps) == 20
    for step in run.steps:
        expected = grad(loss_of)(step.value(run["scores"]), run["votes"], run["target"])
        assert step.gradient(run["scores"]) is not None, "scores has no gradient"
        assert torch.allclose(step.gradient(run["scores"]), expected, atol=1e-5)


def check_the_loss_falls(run):
    """The last loss is less than a tenth of the first.
    最后一步的 loss 不到第一步的十分之一。"""
    first, last = run.backwards[0].roots[0], run.backwards[-1].roots[0]
    assert last < first / 10


def measure(run):
    scores = run["scores"].detach()
    losses = {backward.roots[0].item() for backward in run.backwards}
    return {
        "error": str(run.error) if run.error else None,
        "steps": len(run.steps),
        "losses": len(losses),
        "weights": run["weights"].detach(),
        "softmax": torch.softmax(scores, dim=0),
        "scores_grad": run["scores"].grad,
    }
