"""A linear model is fitted to 64 noiseless samples by the mean squared error of each prediction and its own target."""

import torch


def gradient_of(step, run, targets):
    x, (weight, bias) = run["x"], run["model"].parameters()
    residual = x @ step.value(weight).T + step.value(bias) - targets
    return 2 * residual.T @ x / len(x)


def check_gradients(run):
    """At each step, at least 20 of them, the weight's gradient equals the closed form of the mean squared error over the 64 pairs of prediction and target.
    至少 20 步，每一步 weight 的梯度都等于 64 对预测与目标的均方误差的解析解。"""
    assert len(run.steps) >= 20
    for step in run.steps:
        expected = gradient_of(step, run, run["y"].reshape(-1, 1))
        assert torch.allclose(step.gradient(next(run["model"].parameters())), expected, atol=1e-4)


def check_the_data_is_fitted(run):
    """At the end each prediction is within 0.1 of its target.
    训练结束时，每个预测值与它的目标相差不到 0.1。"""
    assert (run["model"](run["x"]).reshape(-1) - run["y"].reshape(-1)).abs().max() < 0.1


def measure(run):
    y, prediction = run["y"], run["model"](run["x"]).detach()
    return {
        "loss": round(run["loss"].item(), 4),
        "variance": y.var(correction=0).item(),
        "lowest": prediction.min().item(),
        "highest": prediction.max().item(),
        "lowest_target": y.min().item(),
        "highest_target": y.max().item(),
        "mean_target": y.mean().item(),
        "steps": len(run.steps),
        "warned": len(run.warnings),
    }


def probe(run):
    """Every step follows the loss of all pairs, whose gradient sees of the targets only their mean."""
    weight = next(run["model"].parameters())
    return all(
        torch.allclose(step.gradient(weight), gradient_of(step, run, run["y"].mean()), atol=1e-4) for step in run.steps
    )
