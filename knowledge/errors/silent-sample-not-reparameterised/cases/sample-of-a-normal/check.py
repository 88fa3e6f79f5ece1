"""Encoder and decoder are trained on the expected reconstruction error and the KL divergence."""

import torch
from torch.func import grad


def expected_loss(values, x):
    """In closed form: the mean over the noise is taken, no sample is drawn."""
    mean = x @ values["mean.weight"].T + values["mean.bias"]
    log_std = x @ values["log_std.weight"].T + values["log_std.bias"]
    variance = (2 * log_std).exp()
    error = mean @ values["decoder.weight"].T + values["decoder.bias"] - x
    reconstruction = (error**2).sum(dim=1) + (variance * (values["decoder.weight"] ** 2).sum(dim=0)).sum(dim=1)
    kl = (0.5 * (mean**2 + variance - 1) - log_std).sum(dim=1)
    return (reconstruction + 0.1 * kl).mean()


def percent_off(run, name):
    """How far the summed gradients are from the summed expected ones, in percent of their norm."""
    parameters = dict(run["model"].named_parameters())
    total, expected = 0.0, 0.0
    for step in run.steps:
        values = {key: step.value(parameter) for key, parameter in parameters.items()}
        expected = expected + grad(expected_loss)(values, run["x"])[name]
        gradient = step.gradient(parameters[name])
        total = total + (torch.zeros_like(values[name]) if gradient is None else gradient)
    return 100 * ((total - expected).norm() / expected.norm()).item()


def check_gradients(run):
    """Summed over the 200 steps, the gradients of the three weights are within 10 % of those of the closed-form expectation.
    200 步累加起来，三个权重的梯度与期望的解析解之差小于其范数的 10 %。"""
    assert len(run.steps) == 200
    for name in ("mean.weight", "log_std.weight", "decoder.weight"):
        assert percent_off(run, name) < 10, (name, percent_off(run, name))


def measure(run):
    with torch.no_grad():
        x, model = run["x"], run["model"]
        error = ((model.decoder(model.mean(x)) - x) ** 2).sum(dim=1).mean().item()
    return {"percent_off": round(percent_off(run, "mean.weight")), "error": error, "steps": len(run.steps)}


def probe(run):
    """The gradient of the encoder's mean is not that of the expectation."""
    return percent_off(run, "mean.weight") > 10
