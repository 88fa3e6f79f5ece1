"""A classifier is trained on the cross entropy."""

import torch
from torch.func import functional_call
from torch.nn.functional import cross_entropy, one_hot


def logits_and_backward(run, step):
    """The logits with the parameters of a step, and the way back from a gradient of theirs."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return torch.func.vjp(lambda values: functional_call(run["model"], values, (run["x"],)), values)


def gradient_at_the_logits(run, logits):
    return (logits.double().softmax(1) - one_hot(run["y"], 5)).float() / len(logits)


def check_gradients(run):
    """At each of the 30 steps every gradient follows from the closed form at the logits, (p - onehot) / 64.
    30 步中的每一步，所有梯度都由 logits 处的解析解 (p - onehot) / 64 得出。"""
    assert len(run.steps) == 30
    for number, step in enumerate(run.steps):
        logits, backward = logits_and_backward(run, step)
        expected = backward(gradient_at_the_logits(run, logits))[0]
        for name, parameter in run["model"].named_parameters():
            difference = (step.gradient(parameter) - expected[name]).abs().max()
            assert difference <= 1e-3 * expected[name].abs().max(), f"{name} at step {number}"


def cross_entropy_at_the_end(run):
    return float(cross_entropy(run["model"](run["x"]), run["y"]))


def measure(run):
    parameters = list(run["model"].parameters())
    finite = all(parameter.isfinite().all() for parameter in parameters)
    return {
        "loss": float(run.backwards[0].roots[0]) if run.backwards else None,
        "reported": float(run["loss"]),
        "true": cross_entropy_at_the_end(run) if finite else None,
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "steps": len(run.steps),
    }


def probe(run):
    """After the first backward some gradient is not finite."""
    first = run.backwards[:1]
    gradients = [backward.gradient(parameter) for backward in first for parameter in run["model"].parameters()]
    return not all(gradient.isfinite().all() for gradient in gradients)
