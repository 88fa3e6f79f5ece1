"""Sequences of several lengths are pooled to mean and standard deviation and classified; one has a single frame."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def values_at(run, step):
    parts = {"encoder": run["encoder"], "classifier": run["classifier"]}
    return {f"{p}/{n}": step.value(v) for p, module in parts.items() for n, v in module.named_parameters()}


def call(run, part, values, x):
    return functional_call(run[part], {n[len(part) + 1 :]: v for n, v in values.items() if n.startswith(part)}, x)


def pool(h, correction):
    """Mean and standard deviation by the closed form; of one frame the deviation is 0."""
    if len(h) == 1:
        return torch.cat([h[0], torch.zeros_like(h[0])])
    return torch.cat([h.mean(0), ((h - h.mean(0)) ** 2).sum(0).div(len(h) - correction).sqrt()])


def loss_of(run, values, correction):
    pooled = [pool(call(run, "encoder", values, sequence), correction) for sequence in run["sequences"]]
    return cross_entropy(call(run, "classifier", values, torch.stack(pooled)), run["y"])


def parameters_of(run):
    return {f"{part}/{name}": p for part in ("encoder", "classifier") for name, p in run[part].named_parameters()}


def check_gradients(run):
    """At each of the five steps every gradient equals torch.func's for the closed form, dividing by n - 1 or by n, with a deviation of 0 for the single frame.
    五步中的每一步，所有梯度都等于 torch.func 对解析式（除以 n - 1 或 n，单帧的标准差为 0）求得的梯度。"""
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        expected = [grad(lambda given: loss_of(run, given, c))(values_at(run, step)) for c in (1, 0)]
        for name, parameter in parameters_of(run).items():
            found = step.gradient(parameter)
            assert any(torch.allclose(found, e[name], atol=1e-5) for e in expected), f"{name} at step {number}"


def check_the_model_moves(run):
    """Between steps every parameter changes by -0.1 times its gradient, and stays finite.
    相邻两步之间，每个参数的变化量都等于 -0.1 乘以它的梯度，并保持有限。"""
    for step, following in zip(run.steps, run.steps[1:]):
        for name, parameter in parameters_of(run).items():
            expected = step.value(parameter) - 0.1 * step.gradient(parameter)
            assert torch.allclose(following.value(parameter), expected, atol=1e-6), name


def measure(run):
    parameters = list(parameters_of(run).values())
    return {
        "loss": float(run.backwards[0].roots[0]),
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
    }


def probe(run):
    """The first loss or some gradient of its backward is not finite.
    第一个 loss，或它的 backward 求得的某个梯度不是有限值。"""
    first = run.backwards[0]
    return not all(first.gradient(p).isfinite().all() for p in parameters_of(run).values())
