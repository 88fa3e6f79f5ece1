"""A mean-flow loss: the target contains the total time derivative of the network, as a constant."""

import torch
from torch.func import grad
from torch.nn.functional import linear


def attend(parameters, z, t):
    """The network in float64, with the attention written out."""
    weight, bias, out, shift = parameters
    q, k, v = linear(torch.cat([z, t.expand(*z.shape[:-1], 1)], dim=-1), weight, bias).chunk(3, dim=-1)
    q, k, v = (x.unflatten(-1, (2, 4)).transpose(1, 2) for x in (q, k, v))
    return linear(((q @ k.mT / 2).softmax(-1) @ v).transpose(1, 2).flatten(2), out, shift)


def check_gradients(run):
    """At each of the three steps all gradients are those of the mean-flow loss, with the derivative by central differences in float64.
    三步中的每一步，全部梯度都等于 mean flow loss 的梯度，其中的导数用 float64 的中心差分求得。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    z, t, velocity = (tensor.double() for tensor in (*run["inputs"], run["velocity"]))
    parameters = list(run["model"].parameters())
    for step in run.steps:
        values = [step.value(p).double() for p in parameters]
        ahead, behind = (attend(values, z + h * velocity, t + h) for h in (1e-4, -1e-4))
        target = velocity - t * (ahead - behind) / 2e-4
        expected = grad(lambda *v, target=target: ((attend(v, z, t) - target) ** 2).mean(), argnums=(0, 1, 2, 3))(*values)
        for parameter, wanted in zip(parameters, expected, strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter).double(), wanted, atol=1e-4)


def measure(run):
    return {"error": str(run.error).split(". ")[0] if run.error else None, "steps": len(run.steps)}
