"""A segmentation is trained on its cross-entropy and its Dice coefficient over probabilities."""

import torch


def gradients(run, step):
    """The weight's gradients of the cross-entropy and of 1 - Dice, in closed form."""
    model, x, truth = run["model"], run["pixels"], run["truth"]
    p = torch.sigmoid((x @ step.value(model.weight).T + step.value(model.bias)).squeeze(1))
    total = p.sum() + truth.sum()
    by_p = -2 * truth / total + 2 * (p * truth).sum() / total**2
    entropy = (p - truth) @ x / len(x)
    return entropy.unsqueeze(0), ((by_p * p * (1 - p)) @ x).unsqueeze(0)


def check_gradients(run):
    """At each of the five steps the weight's gradient is that of both terms of the loss, in closed form.
    五步中的每一步，weight 的梯度都等于 loss 两项之和的解析解。"""
    assert len(run.steps) == 5
    for step in run.steps:
        assert torch.allclose(step.gradient(run["model"].weight), sum(gradients(run, step)), atol=1e-5)


def measure(run):
    step = run.steps[0]
    entropy, dice = gradients(run, step)
    return {
        "found": step.gradient(run["model"].weight),
        "entropy": entropy,
        "expected": entropy + dice,
    }


def probe(run):
    """At every step the weight's gradient is that of the cross-entropy alone."""
    weight = run["model"].weight
    return all(torch.allclose(s.gradient(weight), gradients(run, s)[0], atol=1e-5) for s in run.steps)
