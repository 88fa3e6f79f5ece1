"""The tagger is trained on the summed errors, with no gradient through time."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss


def expected(run, step):
    """The gradients of the summed errors at the weights of this step, each moment by itself, by torch.func."""
    model, x, y = run["model"], run["x"], run["y"]
    values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
    cell = {name.removeprefix("cell."): value for name, value in values.items() if name.startswith("cell.")}
    states = [torch.zeros(16, 8)]
    for inputs in x:
        states.append(functional_call(model.cell, cell, (inputs, states[-1])))

    def error(values, inputs, targets, before):
        cell = {name.removeprefix("cell."): value for name, value in values.items() if name.startswith("cell.")}
        hidden = functional_call(model.cell, cell, (inputs, before))
        return mse_loss(hidden @ values["head.weight"].T + values["head.bias"], targets)

    gradients = [grad(error)(values, inputs, targets, before) for inputs, targets, before in zip(x, y, states)]
    return {name: sum(gradient[name] for gradient in gradients) for name in values}


def check_gradients(run):
    """At each of the three steps every gradient is the sum over the moments of what torch.func gives with the state before taken as fixed.
    三步中的每一步，所有梯度都等于 torch.func 把前一状态当作常量、在各时刻求得的梯度之和。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        reference = expected(run, step)
        for name, parameter in run["model"].named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), reference[name], rtol=1e-4, atol=1e-4), name


def measure(run):
    values = {"error": str(run.error).split(".This")[0] if run.error else None}
    weight = run["model"].cell.weight_hh
    if run.steps and run.steps[0].gradient(weight) is not None:
        values["norm"] = run.steps[0].gradient(weight).norm().item()
        values["expected"] = expected(run, run.steps[0])["cell.weight_hh"].norm().item()
    return values
