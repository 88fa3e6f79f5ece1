"""A chain of layers is trained on the mean squared error, in three segments, the first two of them checkpointed."""

import torch


def loss_of(values, run):
    prediction = torch.func.functional_call(run["model"], values, (run["x"],))
    return ((prediction - run["y"]) ** 2).mean()


def check_gradients(run):
    """At each of the five steps every parameter's gradient equals torch.func.grad of the chain run without checkpointing.
    五步中的每一步，每个参数的梯度都等于不用 checkpoint 时 torch.func.grad 的结果。"""
    parameters = dict(run["model"].named_parameters())
    assert len(run.steps) == 5
    for step in run.steps:
        expected = torch.func.grad(loss_of)({name: step.value(p) for name, p in parameters.items()}, run)
        for name, parameter in parameters.items():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_every_parameter_moves(run):
    """Every parameter differs from where it started.
    每个参数都与初始值不同。"""
    assert all(run["moved"]), run["moved"]


def measure(run):
    return {"moved": sum(run["moved"]), "parameters": len(run["moved"]), "steps": len(run.steps)}
