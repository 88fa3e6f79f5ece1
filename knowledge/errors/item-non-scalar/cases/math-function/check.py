"""Mean and standard deviation of a Gaussian are trained on the negative log-likelihood."""

import torch


def expected(run, step):
    model, log_std = run["model"], run["log_std"]
    residual = run["x"] @ step.value(model.weight).T + step.value(model.bias) - run["y"]
    variance = torch.exp(2 * step.value(log_std))
    return (residual / variance).T @ run["x"] / residual.numel(), (1 - (residual**2 / variance).mean(0)) / 2


def check_gradients(run):
    """At each of the three steps weight and log_std have the closed-form gradients of the Gaussian loss.
    三步中的每一步，weight 和 log_std 的梯度都等于高斯 loss 的解析解。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        weight, log_std = expected(run, step)
        assert torch.allclose(step.gradient(run["model"].weight), weight, atol=1e-5)
        assert torch.allclose(step.gradient(run["log_std"]), log_std, atol=1e-5)


def check_log_std_moves(run):
    """Both elements of log_std change between the first and the last step.
    log_std 的两个元素在第一步和最后一步之间都发生了变化。"""
    log_std = run["log_std"]
    assert (run.steps[0].value(log_std) != run.steps[-1].value(log_std)).all()


def measure(run):
    if not run.steps:
        return {}
    step = run.steps[0]
    return {"found": step.gradient(run["log_std"]), "expected": expected(run, step)[1]}
