"""A policy is trained to imitate the actions, with a bonus for its entropy over the allowed ones."""

import torch
from torch.func import functional_call
from torch.nn.functional import one_hot


def behind(run, step, gradient):
    """The parameters' gradients at a step, from the gradient of the loss with respect to the model's output."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    _, backward = torch.func.vjp(lambda values: functional_call(run["model"], values, (run["x"],)), values)
    return backward(gradient)[0]


def output_at(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return functional_call(run["model"], values, (run["x"],))


def check_gradients(run):
    """At each of the 20 steps every gradient follows from the closed form at the logits: p - onehot + 0.01 p (log p + H), over the samples; 0 where an action is not allowed.
    20 步中的每一步，所有梯度都由 logits 处的解析解得出：p - onehot + 0.01 p (log p + H)，对样本取平均；不允许的动作处为 0。"""
    assert len(run.steps) == 20
    allowed, chosen = run["allowed"], one_hot(run["actions"], 5)
    for number, step in enumerate(run.steps):
        weights = output_at(run, step).exp() * allowed
        p = weights / weights.sum(1, keepdim=True)
        log_p = p.masked_fill(p == 0, 1.0).log()
        entropy = -(p * log_p).sum(1, keepdim=True)
        expected = behind(run, step, (p - chosen + 0.01 * p * (log_p + entropy)) / len(p))
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), f"{name} at step {number}"


def measure(run):
    parameters = list(run["model"].parameters())
    return {
        "loss": float(run.backwards[0].roots[0]),
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "steps": len(run.steps),
    }


def probe(run):
    """The first loss is finite, and each gradient of the first backward has a NaN in it."""
    first = run.backwards[0]
    gradients = [first.gradient(parameter) for parameter in run["model"].parameters()]
    return bool(first.roots[0].isfinite()) and all(gradient.isnan().any() for gradient in gradients)
