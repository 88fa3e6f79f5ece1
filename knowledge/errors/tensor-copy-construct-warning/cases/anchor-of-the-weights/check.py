"""Fine-tuning with a penalty on the distance from the weights at the start."""

import torch


def of_the_error(run, step):
    model, x = run["model"], run["x"]
    residual = x @ step.value(model.weight).T + step.value(model.bias) - run["y"]
    return 2 * residual.T @ x / len(x)


def expected(run, step):
    weight, start = run["model"].weight, run.steps[0].value(run["model"].weight)
    return of_the_error(run, step) + 2 * (step.value(weight) - start)


def check_gradients(run):
    """At each of the three steps the gradient is that of the mean squared error plus the penalty, in closed form.
    三步中的每一步，梯度都等于均方误差与惩罚项之和的解析解。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        assert torch.allclose(step.gradient(run["model"].weight), expected(run, step), atol=1e-5)


def check_anchor(run):
    """At the end the anchor still has the values of the weight before the first step.
    结束时 anchor 仍是第一步之前的 weight 的值。"""
    assert torch.equal(run["anchor"].detach(), run.steps[0].value(run["model"].weight))


def check_no_warning(run):
    """The program gives no copy-construct warning.
    程序不再给出 copy construct 警告。"""
    assert not [text for _, text in run.warnings if text.startswith("To copy construct")]


def measure(run):
    if len(run.steps) < 3:
        return {"error": str(run.error), "steps": len(run.steps)}
    step = run.steps[-1]
    return {
        "found": step.gradient(run["model"].weight),
        "expected": expected(run, step),
        "alone": of_the_error(run, step),
        "penalty": run["penalty"],
    }
