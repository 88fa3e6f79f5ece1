"""The classifier is trained on the cross entropy, with an optimizer that works in float32."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def reference(run, step):
    """The gradients of the cross entropy at a step, in float32."""
    values = {name: step.value(parameter).float() for name, parameter in run["model"].named_parameters()}
    x = run["x"].float()
    return grad(lambda values: cross_entropy(functional_call(run["model"], values, (x,)), run["y"]))(values)


def check_gradients(run):
    """At each step taken, ten of the 20 rounds at least, the gradient of each weight is within a tenth of its norm of the one that torch.func gives in float32.
    实际走的每一步（20 轮中至少十步），每个 weight 的梯度与 torch.func 在 float32 下求得的梯度之差不超过其范数的十分之一。"""
    assert 10 <= len(run.steps) <= 20, f"{len(run.steps)} steps"
    for number, step in enumerate(run.steps):
        for name, expected in reference(run, step).items():
            if name.endswith("weight"):
                found = step.gradient(run["model"].get_parameter(name))
                assert found is not None, f"{name} has no gradient"
                assert (found.float() - expected).norm() <= 0.1 * expected.norm(), f"step {number}: {name}"


def check_the_optimizer(run):
    """The weights end, to a thousandth of the learning rate per step, where Adam in double precision ends when it is fed the same gradients.
    weight 的终点与用同样梯度运行的双精度 Adam 的终点之差，平均每步不超过学习率的千分之一。"""
    for parameter in run["model"].parameters():
        copy = run.steps[0].value(parameter).double().requires_grad_()
        optimizer = torch.optim.Adam([copy], lr=1e-3)
        for step in run.steps:
            copy.grad = step.gradient(parameter).double()
            optimizer.step()
        off = (copy - parameter).abs().max().item()
        assert off <= 1e-6 * len(run.steps), f"off by {off:.2g}"


def measure(run):
    values = torch.cat([parameter.detach().flatten() for parameter in run["model"].parameters()])
    parameter = run["model"][0].weight
    copy = run.steps[0].value(parameter).double().requires_grad_()
    optimizer = torch.optim.Adam([copy], lr=1e-3)
    for step in run.steps:
        copy.grad = step.gradient(parameter).double()
        optimizer.step()
    wanted = (copy - run.steps[0].value(parameter)).norm()
    return {
        "percent": 100 * (~values.isfinite()).double().mean().item(),
        "off": (100 * (copy - parameter).norm() / wanted).item(),
        "steps": len(run.steps),
    }


def probe(run):
    """Weights are inf or nan."""
    return not all(parameter.isfinite().all() for parameter in run["model"].parameters())
