"""The field's gradient is trained to have length one (eikonal loss)."""

import torch
from torch.func import grad


def field_of(values, points):
    """Bilinear interpolation by the weights of all cells, then the head."""
    size = values["features"].shape[-1]
    position = (points + 1) / 2 * (size - 1)
    near = (1 - (position[:, :, None] - torch.arange(size)).abs()).relu()
    sampled = torch.einsum("cyx,nx,ny->nc", values["features"][0], near[:, 0], near[:, 1])
    hidden = torch.nn.functional.softplus(sampled @ values["head.0.weight"].T + values["head.0.bias"])
    return hidden @ values["head.2.weight"].T + values["head.2.bias"]


def loss_of(values, points):
    gradient = grad(lambda where: field_of(values, where).sum())(points)
    return ((gradient.norm(dim=1) - 1) ** 2).mean()


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's, the interpolation written with hat functions.
    三步中的每一步，所有梯度都等于把插值写成帽函数时 torch.func 求得的梯度。"""
    field, points = run["field"], run["points"].detach()
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in field.named_parameters()}
        for name, expected in grad(loss_of)(values, points).items():
            gradient = step.gradient(field.get_parameter(name))
            if gradient is None:
                assert not expected.any(), f"{name} has no gradient"
            else:
                assert torch.allclose(gradient, expected, rtol=1e-3, atol=1e-5), name
