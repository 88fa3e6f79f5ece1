"""Adapters and head are trained on the mean squared error; the norm's weight is frozen, and gathered when it is needed."""

import torch
from torch.nn.functional import linear


def loss_of(values, run):
    x = run["x"]
    hidden = x + linear(torch.tanh(linear(x, values["0.block.lora_a.weight"])), values["0.block.lora_b.weight"])
    hidden = hidden / hidden.pow(2).mean(-1, keepdim=True).sqrt() * run["model"][0].full
    return ((linear(hidden, values["1.weight"], values["1.bias"]) - run["y"]) ** 2).mean()


def off(step, run):
    """The distance of the gradients at this step from the reference, as a share of its norm."""
    parameters = {name: p for name, p in run["model"].named_parameters() if not name.endswith("norm")}
    rest = {name: p.detach() for name, p in run["model"].named_parameters() if name.endswith("norm")}
    expected = torch.func.grad(lambda values: loss_of(rest | values, run))({name: step.value(p) for name, p in parameters.items()})
    assert all(step.gradient(p) is not None for p in parameters.values()), "a parameter has no gradient"
    found = torch.cat([step.gradient(p).flatten() for p in parameters.values()])
    wanted = torch.cat([expected[name].flatten() for name in parameters])
    return ((found - wanted).norm() / wanted.norm()).item()


def check_gradients(run):
    """At each of the three steps the gradients equal torch.func.grad of the same model without checkpoint.
    三步中的每一步，梯度都等于对不用 checkpoint 的同一模型做 torch.func.grad 的结果。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for number, step in enumerate(run.steps):
        assert off(step, run) < 1e-4, f"step {number} is off by {off(step, run):.2g}"


def measure(run):
    percent = round(100 * off(run.steps[0], run), 2) if run.steps else None
    error = f"{type(run.error).__name__}: {str(run.error).splitlines()[0]}" if run.error else None
    return {"error": error, "percent": percent, "steps": len(run.steps)}
