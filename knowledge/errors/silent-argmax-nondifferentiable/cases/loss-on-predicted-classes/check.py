"""A classifier is trained on its cross-entropy with weight decay."""

import torch


def expected(run, step):
    model, x, labels = run["model"], run["x"], run["labels"]
    weight = step.value(model.weight)
    scores = torch.exp(x @ weight.T + step.value(model.bias))
    surplus = scores / scores.sum(1, keepdim=True)
    surplus[torch.arange(len(x)), labels] -= 1
    return surplus.T @ x / len(x) + 0.02 * weight, surplus.mean(0)


def check_gradients(run):
    """At each of the five steps weight and bias have the closed-form gradients of cross-entropy plus decay.
    五步中的每一步，weight 和 bias 的梯度都等于交叉熵加 weight decay 的解析解。"""
    assert len(run.steps) == 5
    for step in run.steps:
        weight, bias = expected(run, step)
        assert step.gradient(run["model"].bias) is not None, "the bias has no gradient"
        assert torch.allclose(step.gradient(run["model"].weight), weight, atol=1e-5)
        assert torch.allclose(step.gradient(run["model"].bias), bias, atol=1e-5)


def check_the_bias_moves(run):
    """The bias changes between the first and the last step.
    bias 在第一步和最后一步之间发生了变化。"""
    bias = run["model"].bias
    assert not torch.equal(run.steps[0].value(bias), run.steps[-1].value(bias))


def measure(run):
    model, x, labels = run["model"], run["x"], run["labels"]
    first = run.steps[0]
    right = ((x @ model.weight.T + model.bias).argmax(dim=1) == labels).sum()
    return {
        "steps": len(run.steps),
        "bias_grad": model.bias.grad,
        "ratio": (run.steps[-1].gradient(model.weight) / run.steps[-1].value(model.weight)).mean(),
        "found": first.gradient(model.bias),
        "expected": expected(run, first)[1],
        "right": right,
        "samples": len(x),
    }


def probe(run):
    """The weight's gradient is that of the decay alone, and the bias has none at any step."""
    model = run["model"]
    return all(
        step.gradient(model.bias) is None
        and torch.allclose(step.gradient(model.weight), 0.02 * step.value(model.weight))
        for step in run.steps
    )
