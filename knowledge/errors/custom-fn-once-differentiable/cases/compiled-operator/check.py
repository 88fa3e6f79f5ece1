"""The field is trained on its distances and on the length of its normals; the reference uses torch operations and torch.func."""

import torch
from torch.func import functional_call, grad


def loss_of(parameters, run):
    points = run["points"].detach()
    frequencies = torch.from_numpy(run["frequencies"])

    def distance(where):
        encoded = torch.sin(where[:, :, None] * frequencies).flatten(1)
        return functional_call(run["field"], parameters, (encoded,)).squeeze(1)

    normal = grad(lambda where: distance(where).sum())(points)
    eikonal = ((normal.norm(dim=1) - 1) ** 2).mean()
    return (distance(points) - run["target"]).abs().mean() + eikonal


def reference(run, step):
    values = {name: step.value(parameter) for name, parameter in run["field"].named_parameters()}
    return grad(loss_of)(values, run)


def check_gradients(run):
    """At each of the three steps every gradient is within 2 % of the norm of torch.func's, the encoding made of torch operations.
    三步中的每一步，每个梯度与用 torch 运算写编码时 torch.func 求得的梯度之差不超过其范数的 2%。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for name, expected in reference(run, step).items():
            gradient = step.gradient(run["field"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert (gradient - expected).norm() <= 0.02 * expected.norm() + 1e-6, f"{name}: another gradient"


def measure(run):
    values = {"steps": len(run.steps)}
    if run.steps:
        expected = reference(run, run.steps[0])["0.weight"]
        gradient = run.steps[0].gradient(run["field"].get_parameter("0.weight"))
        values["percent_off"] = round(100 * ((gradient - expected).norm() / expected.norm()).item())
    return values
