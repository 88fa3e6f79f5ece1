"""A policy imitates actions, with a bonus for the entropy of its softmax at temperature 0.01."""

import torch
from torch.func import functional_call
from torch.nn.functional import one_hot


def check_gradients(run):
    """At each of the 30 steps every gradient follows from the closed form at the logits, (p - onehot + 0.1 p (log p + H)) / 64.
    30 步中的每一步，所有梯度都由 logits 处的解析解 (p - onehot + 0.1 p (log p + H)) / 64 得出。"""
    assert len(run.steps) == 30
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter) for name, parameter in run["policy"].named_parameters()}
        call = lambda values: functional_call(run["policy"], values, (run["states"],)) / 0.01  # noqa: E731
        logits, backward = torch.func.vjp(call, values)
        log_p = logits.double().log_softmax(1)
        p = log_p.exp()
        entropy = -(p * log_p).sum(1, keepdim=True)
        at_logits = (p - one_hot(run["actions"], 4) + 0.1 * p * (log_p + entropy)) / len(p)
        expected = backward(at_logits.float())[0]
        for name, parameter in run["policy"].named_parameters():
            difference = (step.gradient(parameter) - expected[name]).abs().max()
            assert difference <= 1e-3 * expected[name].abs().max(), f"{name} at step {number}"


def measure(run):
    parameters = list(run["policy"].parameters())
    return {
        "loss": float(run.backwards[0].roots[0]) if run.backwards else None,
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "steps": len(run.steps),
    }


def probe(run):
    """After the first backward some gradient is not finite."""
    first = run.backwards[0]
    gradients = [first.gradient(parameter) for parameter in run["policy"].parameters()]
    return not all(gradient.isfinite().all() for gradient in gradients)
