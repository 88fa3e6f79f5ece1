"""Each sample's surrogate gradient is clipped to norm 1, and the weights follow the mean."""

import torch


def expected_gradients(run, step):
    """The closed form: the spike's derivative is that of the fast sigmoid."""
    hidden, out = (step.value(run["weights"][name]) for name in ("hidden", "out"))
    x, y = run["inputs"], run["targets"]
    potential = x @ hidden.T
    spikes = (potential > 0).float()
    error = spikes @ out.T - y
    to_potential = (error @ out) / (1 + potential.abs()) ** 2
    samples = {"hidden": to_potential[:, :, None] * x[:, None, :], "out": error[:, :, None] * spikes[:, None, :]}
    return {name: clipped(gradient) for name, gradient in samples.items()}


def clipped(gradient):
    norms = gradient.flatten(1).norm(dim=1).clamp(min=1)
    return (gradient / norms[:, None, None]).mean(dim=0)


def check_clipped_gradients(run):
    """At each of the three steps both gradients are the mean of the clipped closed forms of the 16 samples.
    三步中的每一步，两个梯度都等于 16 个样本的解析梯度裁剪后的均值。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for name, expected in expected_gradients(run, step).items():
            gradient = step.gradient(run["weights"][name])
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, atol=1e-5), name


def measure(run):
    values = {"error": run.error and str(run.error).split(". ")[0]}
    if run.steps:
        gradients = [step.gradient(run["weights"]["hidden"]) for step in run.steps]
        values["hidden"] = sum(gradient.abs().sum().item() for gradient in gradients)
    return values
