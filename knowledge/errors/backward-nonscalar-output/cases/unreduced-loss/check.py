"""The model is trained on the mean of the samples' squared errors."""

import torch


def check_gradients(run):
    """At each of the three steps the weight's gradient equals the closed form of the mean squared error.
    三步中的每一步，weight 的梯度都等于均方误差的解析梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        found = step.gradient(run["model"].weight)
        assert found is not None, "weight has no gradient"
        assert torch.allclose(found, expected_gradient(run, step), atol=1e-5)


def check_the_model_moves(run):
    """The weight changes between the first and the last step.
    weight 在第一步和最后一步之间发生了变化。"""
    weight = run["model"].weight
    assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def expected_gradient(run, step):
    x, y, model = run["x"], run["y"], run["model"]
    residual = x @ step.value(model.weight).T + step.value(model.bias) - y
    return 2 * residual.T @ x / len(x)


def measure(run):
    if not run.steps:
        return {}
    step = run.steps[0]
    return {"found": step.gradient(run["model"].weight), "expected": expected_gradient(run, step)}
