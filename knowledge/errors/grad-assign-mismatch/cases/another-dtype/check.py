"""The bfloat16 model is trained with the mean gradient of four batches."""

import torch
from torch.func import functional_call, grad


def loss_of(run, values):
    """The mean of the batches' losses, in float32."""
    losses = [((functional_call(run["model"], values, (x.float(),)) - y.float()) ** 2).mean() for x, y in run["batches"]]
    return torch.stack(losses).mean()


def check_gradients(run):
    """At each of the three steps every gradient is within 5 % of torch.func's in float32.
    三步中的每一步，所有梯度与 torch.func 在 float32 下的结果相差不超过 5 %。"""
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter).float() for name, parameter in run["model"].named_parameters()}
        for name, expected in grad(lambda values: loss_of(run, values))(values).items():
            gradient = step.gradient(run["model"].get_parameter(name))
            assert gradient is not None, f"{name} has no gradient"
            assert (gradient.float() - expected).norm() < 0.05 * expected.norm(), name


def check_it_moves(run):
    """Between steps the first weight changes, and the model stays in bfloat16.
    相邻两步之间第一个 weight 会改变，模型仍是 bfloat16。"""
    weight = run["model"][0].weight
    assert weight.dtype == torch.bfloat16
    assert not torch.equal(run.steps[0].value(weight), run.steps[1].value(weight))


def measure(run):
    return {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
