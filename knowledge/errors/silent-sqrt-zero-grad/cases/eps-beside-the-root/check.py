"""Features that are standardised within each sample are trained on the mean squared error."""

import torch
from torch.nn.functional import linear


def loss_of(values, x, y):
    """The blank sample has no features: its prediction is the head's bias."""
    seen = x.abs().sum(1) > 0
    h = linear(x[seen], values["features.weight"])
    centred = h - h.sum(1, keepdim=True) / 8
    normal = centred / (centred.square().sum(1, keepdim=True) / 7) ** 0.5
    prediction = linear(normal, values["head.weight"], values["head.bias"])
    errors = torch.cat([prediction - y[seen], values["head.bias"] - y[~seen]])
    return errors.square().mean()


def check_gradients(run):
    """At each of the 20 steps every gradient equals torch.func.grad's, in float64, of the loss in which the blank sample is predicted by the bias of the head.
    20 步中的每一步，所有梯度都等于 torch.func.grad 在 float64 下的结果，其中空白样本由 head 的 bias 预测。"""
    assert len(run.steps) == 20
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter).double() for name, parameter in run["model"].named_parameters()}
        expected = torch.func.grad(loss_of)(values, run["x"].double(), run["y"].double())
        for name, parameter in run["model"].named_parameters():
            gradient = step.gradient(parameter).double()
            assert torch.allclose(gradient, expected[name], atol=1e-3), f"{name} at step {number}"


def measure(run):
    parameters = list(run["model"].parameters())
    return {
        "loss": float(run.backwards[0].roots[0]),
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "steps": len(run.steps),
    }


def probe(run):
    """The first loss is finite, and after the first backward some gradient is not."""
    first = run.backwards[0]
    gradients = [first.gradient(parameter) for parameter in run["model"].parameters()]
    return bool(first.roots[0].isfinite()) and not all(gradient.isfinite().all() for gradient in gradients)
