"""The model is trained for five steps, and the largest element of each step's gradient is logged."""

import torch


def expected_gradient(run, step):
    model, x = run["model"], run["x"]
    residual = x @ step.value(model.weight).T + step.value(model.bias) - run["y"]
    return 2 * residual.T @ x / len(x)


def check_gradients(run):
    """At each of the five steps the weight's gradient equals the closed form of the mean squared error.
    五步中的每一步，weight 的梯度都等于均方误差的解析解。"""
    assert len(run.steps) == 5
    for step in run.steps:
        assert step.gradient(run["model"].weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(run["model"].weight), expected_gradient(run, step), atol=1e-5)


def check_the_model_moves(run):
    """Between steps every parameter changes by -0.1 times its gradient.
    相邻两步之间，每个参数的变化量都等于 -0.1 乘以它的梯度。"""
    for step, following in zip(run.steps, run.steps[1:]):
        for parameter in run["model"].parameters():
            expected = step.value(parameter) - 0.1 * step.gradient(parameter)
            assert torch.allclose(following.value(parameter), expected, atol=1e-6)


def check_the_log(run):
    """Each of the five logged numbers is the largest absolute element of that step's closed-form gradient.
    记录的五个数都等于当步解析梯度的最大绝对值。"""
    expected = [expected_gradient(run, step).abs().max().item() for step in run.steps]
    assert len(run["log"]) == 5
    assert all(abs(found - wanted) < 1e-5 for found, wanted in zip(run["log"], expected, strict=True))


def measure(run):
    values = {"error": str(run.error) if run.error else None, "steps": len(run.steps)}
    if len(run.steps) == 5:
        last = run.steps[-1]
        values["log"] = torch.tensor(run["log"])
        values["found"] = last.gradient(run["model"].weight).abs().max().item()
        values["expected"] = expected_gradient(run, last).abs().max().item()
    return values
