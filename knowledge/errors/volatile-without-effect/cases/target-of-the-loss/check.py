"""Q-learning: the value of the action is moved towards the reward and the discounted value that is best next."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import smooth_l1_loss


def expected_gradients(run, step):
    model, values = run["model"], {name: step.value(p) for name, p in run["model"].named_parameters()}
    with torch.no_grad():
        target = run["reward"] + 0.9 * functional_call(model, values, (run["next_state"],)).max(1).values

    def loss_of(v):
        value = functional_call(model, v, (run["state"],)).gather(1, run["action"]).squeeze(1)
        return smooth_l1_loss(value, target)

    return grad(loss_of)(values)


def check_gradients(run):
    """At each of the three steps every gradient is that of the loss with the target as a constant, as torch.func computes it.
    三步中的每一步，所有梯度都等于把目标当作常数时 torch.func 求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), f"{name} is another"


def measure(run):
    step, weight = run.steps[0], run["model"][0].weight
    expected = expected_gradients(run, step)["0.weight"]
    return {"percent_off": (100 * (step.gradient(weight) - expected).norm() / expected.norm()).item(), "steps": len(run.steps)}
