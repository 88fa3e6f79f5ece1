"""The model is trained on the mean of its clipped per-sample gradients; the forces of the reference are a closed form."""

import torch


def loss_of(values, x, y):
    hidden = torch.tanh(values["energy.0.weight"] @ x + values["energy.0.bias"])
    forces = -((1 - hidden**2) * values["energy.2.weight"][0]) @ values["energy.0.weight"]
    return (forces - y).pow(2).sum()


def reference(run, step):
    """The clipped mean, one sample after the other."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    total = {name: torch.zeros_like(value) for name, value in values.items()}
    samples = list(zip(run["positions"].detach(), run["forces"]))
    for x, y in samples:
        leaves = {name: value.clone().requires_grad_() for name, value in values.items()}
        gradients = torch.autograd.grad(loss_of(leaves, x, y), list(leaves.values()))
        norm = torch.cat([gradient.flatten() for gradient in gradients]).norm()
        for name, gradient in zip(leaves, gradients):
            total[name] += gradient * (1 / norm).clamp(max=1) / len(samples)
    return total


def check_gradients(run):
    """At each of the three steps every gradient equals the mean of the per-sample gradients, clipped to norm one.
    三步中的每一步，每个梯度都等于裁剪到范数 1 的逐样本梯度的平均。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in reference(run, step).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert torch.allclose(gradient, expected, rtol=1e-3, atol=1e-5), f"{name}: another gradient"


def measure(run):
    values = {"steps": len(run.steps), "error": str(run.error).splitlines()[0] if run.error else "none"}
    if run.steps:
        values["gradient"] = run.steps[0].gradient(run["model"].get_parameter("energy.0.weight")).abs().max().item()
    return values
