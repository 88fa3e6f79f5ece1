"""The discriminator is trained on the real and the fake batch, each normalised by its own statistics."""

import torch
from torch.func import grad
from torch.nn.functional import batch_norm, leaky_relu, softplus


def loss_of(values, real, fake):
    """The network's equations, written out."""

    def score(x):
        hidden = x @ values["0.weight"].T + values["0.bias"]
        hidden = batch_norm(hidden, None, None, values["1.weight"], values["1.bias"], training=True)
        return leaky_relu(hidden, 0.2) @ values["3.weight"].T + values["3.bias"]

    return softplus(-score(real)).mean() + softplus(score(fake)).mean()


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the network's equations.
    三步中的每一步，所有梯度都等于 torch.func 按网络公式求得的梯度。"""
    assert len(run.steps) == 3
    for step, real, fake in zip(run.steps, run["reals"], run["fakes"]):
        values = {name: step.value(parameter) for name, parameter in run["network"].named_parameters()}
        expected = grad(loss_of)(values, real, fake)
        for name, parameter in run["network"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    return {"error": str(run.error).split(":")[0] if run.error else None}
