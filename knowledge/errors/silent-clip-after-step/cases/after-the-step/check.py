"""Each batch makes one step along its gradient, clipped to a joint norm of 1."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def norm_of(gradients):
    return sum((g.square().sum() for g in gradients), torch.zeros(())).sqrt()


def clipped(run, index):
    """The gradient of the batch's loss by torch.func, clipped to a joint norm of 1."""
    model, step = run["model"], run.steps[index]
    inputs, targets = run["batches"][index % len(run["batches"])]
    values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
    gradients = grad(lambda given: mse_loss(functional_call(model, given, inputs), targets))(values)
    factor = min(1.0, 1.0 / norm_of(gradients.values()).item())
    return {name: gradient * factor for name, gradient in gradients.items()}


def check_gradients(run):
    """At each of the twenty steps the gradients equal torch.func's for that batch, clipped to a joint norm of 1.
    二十步中的每一步，梯度都等于 torch.func 对该 batch 求得的梯度裁剪到总范数 1 之后的值。"""
    assert len(run.steps) == 20
    for index, step in enumerate(run.steps):
        for name, gradient in clipped(run, index).items():
            found = step.gradient(run["model"].get_parameter(name))
            assert found is not None, f"{name} has no gradient"
            assert torch.allclose(found, gradient, atol=1e-4), f"{name} in step {index}"


def check_the_model_moves(run):
    """Each parameter changes in each step.
    每一步中每个参数都发生变化。"""
    for parameter in run["model"].parameters():
        values = [*(step.value(parameter) for step in run.steps), parameter.detach()]
        assert all(not torch.equal(before, after) for before, after in zip(values, values[1:]))


def norms(run):
    """The joint norm of the gradients that each step used."""
    parameters = list(run["model"].parameters())
    return [norm_of(g for p in parameters if (g := step.gradient(p)) is not None) for step in run.steps]


def measure(run):
    found = norms(run)
    return {
        "largest": max(found).item() if found else None,
        "above": sum(norm > 1.001 for norm in found),
        "empty": sum(norm == 0 for norm in found),
        "steps": len(found),
        "loss": run["loss"].item(),
    }


def probe(run):
    """Some step used gradients with a norm above the limit."""
    return any(norm > 1.001 for norm in norms(run))
