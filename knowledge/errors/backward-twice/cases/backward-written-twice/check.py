"""The model is trained on the mean squared error of each batch."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def expected_gradients(run, record, x, y):
    values = {name: record.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(lambda given: mse_loss(functional_call(run["model"], given, x), y))(values)


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the loss of that batch.
    三步中的每一步，所有梯度都等于 torch.func 对这个 batch 的 loss 求得的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step, x, y in zip(run.steps, run["batches"], run["targets"]):
        expected = expected_gradients(run, step, x, y)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    values = {"error": str(run.error).split(":")[0] if run.error else None, "steps": len(run.steps)}
    if run.steps:
        weight = run["model"][0].weight
        expected = expected_gradients(run, run.steps[0], run["batches"][0], run["targets"][0])["0.weight"]
        found = run.steps[0].gradient(weight)
        values["times"] = (found.norm() / expected.norm()).item()
    return values
