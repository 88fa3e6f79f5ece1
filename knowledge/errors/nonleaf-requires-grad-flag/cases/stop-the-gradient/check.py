"""The values are trained towards a target that is a constant."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def reference(run, step, transition):
    """The gradients at a step; the target is computed from the same weights, as a number."""
    network, (state, action, reward, next_state) = run["q_network"], transition
    weights = {name: step.value(parameter) for name, parameter in network.named_parameters()}
    target = reward + 0.9 * functional_call(network, weights, (next_state,)).max(dim=1, keepdim=True).values
    target = target.detach()
    return grad(lambda w: mse_loss(functional_call(network, w, (state,)).gather(1, action), target))(weights)


def check_target_is_a_constant(run):
    """At each of the three steps every gradient equals torch.func's with the target as a constant.
    三步中的每一步，所有梯度都等于把 target 当作常数时 torch.func 求得的梯度。"""
    assert len(run.steps) == 3
    for step, transition in zip(run.steps, run["transitions"]):
        for name, wanted in reference(run, step, transition).items():
            found = step.gradient(run["q_network"].get_parameter(name))
            assert found is not None, f"{name} has no gradient"
            assert torch.allclose(found, wanted, atol=1e-5), f"{name}: another gradient"


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    step, weight = run.steps[0], run["q_network"][0].weight
    wanted = reference(run, step, run["transitions"][0])["0.weight"]
    return {"percent_off": f"{100 * (step.gradient(weight) - wanted).norm() / wanted.norm():.0f}"}
