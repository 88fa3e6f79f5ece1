"""Mean and standard deviation over the frames are classified; one recording is silent and its frames are equal."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def parameters_of(run):
    return {f"{part}/{name}": p for part in ("encoder", "classifier") for name, p in run[part].named_parameters()}


def call(run, part, values, x):
    return functional_call(run[part], {n[len(part) + 1 :]: v for n, v in values.items() if n.startswith(part)}, x)


def loss_of(run, values):
    """In two passes and in float64; the silent recording's deviation is the constant 0."""
    h = call(run, "encoder", values, run["x"].double())
    centred = h[1:] - h[1:].mean(dim=1, keepdim=True)
    spread = torch.cat([torch.zeros_like(h[:1, 0]), (centred**2).mean(dim=1).sqrt()])
    return cross_entropy(call(run, "classifier", values, torch.cat([h.mean(dim=1), spread], dim=1)), run["y"])


def check_gradients(run):
    """At each of the five steps every gradient equals that of the two-pass formula in float64, within 0.003.
    五步中的每一步，所有梯度都等于 float64 下两遍公式的梯度，误差在 0.003 以内。"""
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter).double() for name, parameter in parameters_of(run).items()}
        expected = grad(lambda given: loss_of(run, given))(values)
        for name, parameter in parameters_of(run).items():
            assert torch.allclose(step.gradient(parameter).double(), expected[name], atol=3e-3), f"{name} at {number}"


def check_the_model_moves(run):
    """Between steps every parameter changes by -0.01 times its gradient, and stays finite.
    相邻两步之间，每个参数的变化量都等于 -0.01 乘以它的梯度，并保持有限。"""
    for step, following in zip(run.steps, run.steps[1:]):
        for name, parameter in parameters_of(run).items():
            expected = step.value(parameter) - 0.01 * step.gradient(parameter)
            assert torch.allclose(following.value(parameter), expected, atol=1e-6), name


def measure(run):
    parameters = list(parameters_of(run).values())
    return {
        "bad": sum(int((~parameter.isfinite()).sum()) for parameter in parameters),
        "total": sum(parameter.numel() for parameter in parameters),
        "loss": float(run.backwards[0].roots[0]),
    }


def probe(run):
    """After the first backward some gradient is not finite.
    第一次 backward 之后，有梯度不是有限值。"""
    return not all(run.backwards[0].gradient(p).isfinite().all() for p in parameters_of(run).values())
