"""A linear classifier is trained on gradients that were clipped sample by sample."""

import torch
from torch.nn.functional import one_hot


def check_clipped_gradients(run):
    """At each of the three steps weight and bias have the mean of the samples' closed-form gradients, each clipped to the norm 0.5.
    三步中的每一步，weight 和 bias 的梯度都等于各样本解析梯度的均值，每个样本先裁剪到范数 0.5。"""
    model, x = run["model"], run["x"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        logits = x @ step.value(model.weight).T + step.value(model.bias)
        error = logits.softmax(1) - one_hot(run["labels"], 3)
        weight = torch.einsum("nk,nd->nkd", error, x)
        norms = torch.sqrt((weight**2).sum((1, 2)) + (error**2).sum(1))
        scale = (0.5 / norms).clamp(max=1)
        for parameter, each in ((model.weight, weight), (model.bias, error)):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            expected = torch.einsum("n,n...->...", scale, each) / len(x)
            assert torch.allclose(step.gradient(parameter), expected, atol=1e-5)


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
