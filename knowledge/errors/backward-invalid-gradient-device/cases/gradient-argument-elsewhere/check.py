"""A linear model is trained on squared errors, weighted by the importance of the samples."""

import torch


def expected(run, weight, bias):
    """The closed form: 2 a (x w + b - y), times x for the weight, summed over the samples with their importance a."""
    error = run["x"] @ weight.squeeze(0) + bias - run["y"]
    factor = 2 * run["importance"] * error
    return (factor @ run["x"]).unsqueeze(0), factor.sum().unsqueeze(0)


def check_gradients(run):
    """At each of the three steps weight and bias have the closed form of the gradient of the weighted squared errors.
    三步中的每一步，weight 和 bias 的梯度都等于加权平方误差梯度的解析解。"""
    model = run["model"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        wanted = expected(run, step.value(model.weight), step.value(model.bias))
        for parameter, gradient in zip((model.weight, model.bias), wanted, strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-5)


def measure(run):
    bias = run["model"].bias
    first = run.steps[0] if run.steps else None
    values = {"steps": len(run.steps), "bias_gradient": first.gradient(bias) if first else None}
    if first:
        values["wanted_gradient"] = expected(run, first.value(run["model"].weight), first.value(bias))[1]
    return values
