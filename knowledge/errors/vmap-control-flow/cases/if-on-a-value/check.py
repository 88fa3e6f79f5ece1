"""A network is trained on a loss that is quadratic near zero and linear beyond 1."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import huber_loss


def check_gradients(run):
    """At each of the five steps every gradient is that of torch's huber_loss, by torch.func.
    五步中的每一步，所有梯度都等于 torch 的 huber_loss 的梯度（由 torch.func 求得）。"""
    net, x, y = run["net"], run["x"], run["y"]
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    for step in run.steps:
        values = {name: step.value(p) for name, p in net.named_parameters()}
        for name, gradient in grad(lambda given: huber_loss(functional_call(net, given, (x,)), y))(values).items():
            assert torch.allclose(step.gradient(net.get_parameter(name)), gradient, atol=1e-5), name


def measure(run):
    return {"error": str(run.error).split(". ")[0], "steps": len(run.steps)}
