"""Scorer and head are trained; the head gets a candidate that is chosen by the scores."""

import torch
from torch.func import grad


def loss_of(values, x, y, hard):
    scorer_weight, scorer_bias, head_weight, head_bias = values
    soft = (x @ scorer_weight.T + scorer_bias).squeeze(-1).softmax(1)
    if hard:
        soft = soft + (torch.eye(x.shape[1])[soft.argmax(1)] - soft).detach()
    chosen = torch.einsum("nc,ncd->nd", soft, x)
    return ((chosen @ head_weight.T + head_bias - y) ** 2).mean()


def parameters(run):
    return [*run["scorer"].parameters(), *run["head"].parameters()]


def agrees(run, step, hard):
    values = tuple(step.value(parameter) for parameter in parameters(run))
    expected = grad(loss_of)(values, run["x"], run["y"], hard)
    return all(torch.allclose(step.gradient(p), e, atol=1e-5) for p, e in zip(parameters(run), expected))


def check_gradients(run):
    """At each of the five steps scorer and head have the gradients that torch.func gives for candidates weighed by the softmax of their scores, or for the best one with that softmax's derivative.
    五步中的每一步，scorer 和 head 的梯度都等于 torch.func 求得的梯度：候选按分数的 softmax 加权，或取分数最高的候选而借用 softmax 的导数。"""
    assert len(run.steps) == 5
    assert all(step.gradient(run["scorer"].weight) is not None for step in run.steps), "the scorer has no gradient"
    assert any(all(agrees(run, step, hard) for step in run.steps) for hard in (False, True))


def measure(run):
    scorer, head = run["scorer"].weight, run["head"].weight
    return {
        "gradient": scorer.grad,
        "largest": None if scorer.grad is None else scorer.grad.abs().max().item(),
        "head_moved": (head - run.steps[0].value(head)).abs().max().item(),
        "steps": len(run.steps),
    }


def probe(run):
    """No step had a gradient for the scorer, and the head had one at each."""
    scorer, head = run["scorer"].weight, run["head"].weight
    return all(s.gradient(scorer) is None and s.gradient(head) is not None for s in run.steps)
