"""The model is fitted to a line by gradient descent on the mean squared error."""

import torch


def right(run, step):
    """The gradient of the mean squared error of weight and bias, in closed form."""
    model, x, y = run["model"], run["x"], run["y"]
    residual = x @ step.value(model.weight).T + step.value(model.bias) - y
    return 2 * residual.T @ x / len(x), 2 * residual.mean(0)


def check_gradients(run):
    """At each of the 10 steps the gradients of weight and bias equal the closed form of the mean squared error.
    10 步中的每一步，weight 和 bias 的梯度都等于均方误差的解析梯度。"""
    assert len(run.steps) == 10
    for step in run.steps:
        weight, bias = right(run, step)
        assert step.gradient(run["model"].weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(run["model"].weight), weight, atol=1e-5)
        assert torch.allclose(step.gradient(run["model"].bias), bias, atol=1e-5)


def check_the_model_moves(run):
    """The weight changes between the first and the last step.
    weight 在第一步和最后一步之间发生了变化。"""
    weight = run["model"].weight
    assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def measure(run):
    weight = run["model"].weight
    return {
        "steps": len(run.steps),
        "gradient": run.steps[-1].gradient(weight),
        "moved": (weight - run.steps[0].value(weight)).abs().max().item(),
    }


def probe(run):
    """At some step the optimizer did not hold what the last backward added."""
    weight = run["model"].weight
    added = [back.added(weight) for back in run.backwards]
    held = [step.gradient(weight) for step in run.steps]
    return any(found is None or not torch.allclose(found, new, atol=1e-6) for found, new in zip(held, added))
