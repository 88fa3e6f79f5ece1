"""The policy is trained on the log-likelihood of a normal distribution whose log-scale is clamped."""

import math

import torch


def expected_gradients(run, step):
    """The log-likelihood written out; the clamp passes no gradient outside of its range."""
    named = dict(run["policy"].named_parameters())
    values = {name: step.value(parameter).requires_grad_() for name, parameter in named.items()}
    hidden = torch.tanh(run["states"] @ values["net.0.weight"].T + values["net.0.bias"])
    output = hidden @ values["net.2.weight"].T + values["net.2.bias"]
    means, log_stds = output[:, :2], output[:, 2:].clamp(-2, 0)
    log_prob = -((run["actions"] - means) ** 2) / (2 * (2 * log_stds).exp()) - log_stds - math.log(2 * math.pi) / 2
    return dict(zip(values, torch.autograd.grad(-log_prob.mean(), list(values.values()))))


def check_gradients(run):
    """At each of the three steps every gradient equals that of the log-likelihood written out.
    三步中的每一步，所有梯度都等于手写对数似然求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["policy"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    if not run.steps:
        return {"error": str(run.error).split(". This")[0]}
    step, weight = run.steps[0], run["policy"].net[2].weight
    found, expected = step.gradient(weight)[2:], expected_gradients(run, step)["net.2.weight"][2:]
    return {"steps": len(run.steps), "percent_off": (100 * (found - expected).norm() / expected.norm()).item()}
