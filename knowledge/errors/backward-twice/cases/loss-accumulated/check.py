"""The model is trained on the mean squared error of each batch, and the errors are summed for the log."""

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


def check_total(run):
    """total_loss is the sum of the three batches' losses at the weights before each step.
    total_loss 等于三个 batch 的 loss 之和，每个都在对应那一步之前的权重处计算。"""
    total = 0.0
    for step, x, y in zip(run.steps, run["batches"], run["targets"]):
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        total += mse_loss(functional_call(run["model"], values, x), y).item()
    assert len(run.steps) == 3 and abs(float(run["total_loss"]) - total) < 1e-4


def measure(run):
    values = {"error": str(run.error).split(":")[0] if run.error else None, "steps": len(run.steps)}
    if run.steps:
        weight = run["model"][0].weight
        expected = expected_gradients(run, run.steps[0], run["batches"][0], run["targets"][0])["0.weight"]
        found = run.steps[0].gradient(weight)
        values["times"] = (found.norm() / expected.norm()).item()
    return values
