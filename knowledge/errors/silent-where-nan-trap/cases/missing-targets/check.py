"""A linear model is trained on the mean squared error over the targets that are known."""

import torch
from torch.func import functional_call


def behind(run, step, gradient):
    """The parameters' gradients at a step, from the gradient of the loss with respect to the model's output."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    _, backward = torch.func.vjp(lambda values: functional_call(run["model"], values, (run["x"],)), values)
    return backward(gradient)[0]


def output_at(run, step):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return functional_call(run["model"], values, (run["x"],))


def check_gradients(run):
    """At each of the 50 steps both gradients follow from the closed form at the predictions: 2 (prediction - y) / n at the n known targets, 0 elsewhere.
    50 步中的每一步，两个梯度都由预测值处的解析解得出：n 个已知目标处为 2 (prediction - y) / n，其余为 0。"""
    assert len(run.steps) == 50
    known = run["known"]
    for number, step in enumerate(run.steps):
        gradient = torch.zeros(64, 2)
        gradient[known] = 2 * (output_at(run, step)[known] - run["y"][known]) / known.sum()
        expected = behind(run, step, gradient)
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), f"{name} at step {number}"


def moved(run):
    if not run.steps:
        return 0.0
    first, last = run.steps[0], run.steps[-1]
    return max(float((last.value(p) - first.value(p)).abs().max()) for p in run["model"].parameters())


def measure(run):
    parameters = list(run["model"].parameters())
    return {
        "loss": float(run.backwards[0].roots[0]),
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "moved": moved(run),
        "missing": int((~run["known"]).sum()),
        "steps": len(run.steps),
    }


def probe(run):
    """The first loss is finite, and each gradient of the first backward has a NaN in it."""
    first = run.backwards[0]
    gradients = [first.gradient(parameter) for parameter in run["model"].parameters()]
    return bool(first.roots[0].isfinite()) and all(gradient.isnan().any() for gradient in gradients)
