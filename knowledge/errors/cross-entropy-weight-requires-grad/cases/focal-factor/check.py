"""A classifier is trained on the focal loss with alpha 0.25 and gamma 2, whose factor is differentiated as well."""

import torch


def closed_form(run, step):
    """The gradients of the weight and the bias, in float64, from the derivative of -a (1 - q)^2 log q by the logit of q."""
    x, y = run["x"].double(), run["y"].double()
    z = x @ step.value(run["model"].weight).double().T + step.value(run["model"].bias).double()
    sign = 2 * y - 1
    q, alpha = torch.sigmoid(sign * z), 0.25 * y + 0.75 * (1 - y)
    at_logits = sign * alpha * (1 - q) ** 2 * (2 * q * q.log() - (1 - q)) / y.numel()
    return at_logits.T @ x, at_logits.sum(0)


def check_gradients(run):
    """At each of the 10 steps every gradient equals the closed form of the focal loss, the derivative of its factor included.
    10 步中的每一步，所有梯度都等于 focal loss 的解析解，其中包含系数的导数。"""
    assert len(run.steps) == 10
    for step in run.steps:
        parameters = (run["model"].weight, run["model"].bias)
        for parameter, expected in zip(parameters, closed_form(run, step), strict=True):
            assert torch.allclose(step.gradient(parameter).double(), expected, atol=1e-6), expected


def measure(run):
    off = None
    if run.steps:
        expected, found = closed_form(run, run.steps[0])[0], run.steps[0].gradient(run["model"].weight)
        off = round(100 * float((found - expected).norm() / expected.norm()))
    return {"error": str(run.error).split(". ")[0] if run.error else None, "percent": off}
