"""A network is trained on forces, the negative gradient of its energy by the positions."""

import torch


def expected(run, step):
    """The gradients of the mean squared error of the forces in closed form of the network."""
    first, _, last = run["model"].module.net
    values = [step.value(p).clone().requires_grad_() for p in (first.weight, first.bias, last.weight)]
    hidden = (run["positions"] @ values[0].T + values[1]).tanh()
    forces = -((1 - hidden**2) * values[2]) @ values[0]
    return torch.autograd.grad((forces - run["targets"]).square().mean(), values)


def check_gradients(run):
    """At each of the three steps the gradients are those of the mean squared error of the forces.
    三步中的每一步，梯度都等于力的均方误差的梯度。"""
    first, _, last = run["model"].module.net
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for parameter, gradient in zip((first.weight, first.bias, last.weight), expected(run, step)):
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-5)


def check_no_warning(run):
    """There is no warning about zero_grad or a reference cycle.
    没有关于 zero_grad 或循环引用的警告。"""
    assert not [message for _, message in run.warnings if "zero_grad" in message or "cycle" in message], "it warns"


def measure(run):
    return {"steps": len(run.steps)}
