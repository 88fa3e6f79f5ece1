"""The network is fitted by L-BFGS, which evaluates loss and gradient several times in each step."""

import torch
from torch.func import functional_call, grad


def loss_at(model, values, x, y):
    return ((functional_call(model, values, (x,)) - y) ** 2).mean()


def check_each_evaluation(run):
    """After each backward every gradient equals torch.func's at the parameters of that moment, with nothing added up.
    每次 backward 之后，所有梯度都等于 torch.func 在当时参数处求得的梯度，没有累加。"""
    model, x, y = run["model"], run["x"], run["y"]
    assert run.backwards, "no backward"
    for backward in run.backwards:
        values = {name: backward.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: loss_at(model, given, x, y))(values)
        for name, parameter in model.named_parameters():
            assert backward.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(backward.gradient(parameter), expected[name], atol=1e-5), name


def check_several_evaluations(run):
    """There are five steps, and more than ten evaluations with a backward.
    共有五步，而带 backward 的求值超过十次。"""
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    assert len(run.backwards) > 10, f"{len(run.backwards)} evaluations"


def check_the_fit(run):
    """In the end the mean squared error is below 0.001.
    最后的均方误差低于 0.001。"""
    values = {name: parameter.detach() for name, parameter in run["model"].named_parameters()}
    assert loss_at(run["model"], values, run["x"], run["y"]) < 1e-3


def measure(run):
    values = {name: parameter.detach() for name, parameter in run["model"].named_parameters()}
    error = str(run.error) if run.error else None
    final = loss_at(run["model"], values, run["x"], run["y"]).item()
    measured = {"error": error, "steps": len(run.steps), "evaluations": len(run.backwards), "final": final}
    return measured | {"start": run.backwards[0].roots[0].item()}
