"""The model is trained on each batch of the four epochs, and evaluated after each epoch."""

import torch
from torch.func import functional_call, grad


def expected_gradients(run, step, x, y):
    values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
    return grad(lambda values: ((functional_call(run["model"], values, (x,)) - y) ** 2).mean())(values)


def check_gradients(run):
    """At each of the twenty steps every gradient equals torch.func's for the batch's mean squared error.
    二十步中的每一步，所有梯度都等于 torch.func 对该 batch 的均方误差求得的梯度。"""
    batches = run["batches"] * 4
    assert len(run.steps) == 20
    with torch.enable_grad():
        for step, (x, y) in zip(run.steps, batches, strict=True):
            for name, expected in expected_gradients(run, step, x, y).items():
                gradient = step.gradient(run["model"].get_parameter(name))
                assert gradient is not None, f"{name} has no gradient"
                assert torch.allclose(gradient, expected, atol=1e-5), name


def check_the_evaluations(run):
    """Of the four validation losses the first three equal those computed anew from the parameters of the next step.
    四次验证 loss 中，前三次等于用下一步开始时的参数重新计算的结果。"""
    x, y = run["batches"][0]
    assert len(run["history"]) == 4
    for loss, step in zip(run["history"], run.steps[5::5]):
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        expected = ((functional_call(run["model"], values, (x,)) - y) ** 2).mean()
        assert abs(float(loss) - expected.item()) < 1e-5


def measure(run):
    weights = [name for name, _ in run["model"].named_parameters()]
    first = run["model"].get_parameter(weights[0])
    stuck = [step for step in run.steps if step.gradient(first) is None]
    history = run["history"]
    return {
        "steps": len(run.steps),
        "without": len(stuck),
        "second": history[1] if len(history) > 1 else None,
        "last": history[-1] if history else None,
        "error": str(run.error) if run.error else None,
    }


def probe(run):
    """After the first evaluation the steps find no gradient."""
    first = next(run["model"].parameters())
    return run.steps[0].gradient(first) is not None and run.steps[-1].gradient(first) is None
