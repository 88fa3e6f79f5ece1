"""The model is trained on forces: minus the gradient of its energy by the positions."""

import torch
from torch.func import grad
from torch.nn.functional import linear, mse_loss


def expected_gradients(run, step):
    """By torch.func, with the blocks written out and without checkpoint."""
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}

    def energy(positions, given):
        hidden = torch.tanh(linear(positions, given["first.weight"], given["first.bias"]))
        for n in range(3):
            hidden = torch.tanh(linear(hidden, given[f"blocks.{n}.0.weight"], given[f"blocks.{n}.0.bias"]))
        return linear(hidden, given["last.weight"], given["last.bias"]).sum()

    positions = run["positions"].detach()
    return grad(lambda given: mse_loss(-grad(energy)(positions, given), run["targets"]))(values)


def check_gradients(run):
    """At each of the three steps every gradient equals that of torch.func for the error of the forces; the last bias has none or zero.
    三步中的每一步，所有梯度都等于 torch.func 对力的误差求得的梯度；最后一层的 bias 没有梯度或为零。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            gradient = step.gradient(parameter)
            assert gradient is not None or name == "last.bias", f"{name} has no gradient"
            if gradient is not None:
                assert torch.allclose(gradient, expected[name], atol=1e-6), name


def measure(run):
    return {"error": str(run.error).split(" (")[0] if run.error else None}
