"""A regression is trained; a step has the size that belongs to the mean loss of its batch."""

import torch

BATCH = 64


def mean_gradient(run, step, index):
    """The gradients of the mean squared error of a batch, in closed form."""
    x, y = (run[name].split(BATCH)[index % 8] for name in ("x", "y"))
    error = x @ step.value(run["model"].weight).T + step.value(run["model"].bias) - y
    return 2 * error.T @ x / len(x), 2 * error.mean(0)


def check_steps(run):
    """There are 40 steps, and between two of them weight and bias change by -0.02 times the gradient of the batch's mean squared error.
    共 40 步，相邻两步之间 weight 和 bias 的变化量等于 -0.02 乘以该 batch 均方误差的梯度。"""
    model = run["model"]
    assert len(run.steps) == 40, f"{len(run.steps)} steps"
    for index, (step, following) in enumerate(zip(run.steps, run.steps[1:])):
        for parameter, gradient in zip((model.weight, model.bias), mean_gradient(run, step, index)):
            moved = following.value(parameter) - step.value(parameter)
            assert torch.allclose(moved, -0.02 * gradient, atol=1e-6), f"step {index}"


def check_it_converges(run):
    """At the end the mean squared error is below a tenth of the variance of the targets.
    结束时均方误差小于目标方差的十分之一。"""
    assert error_of(run) < run["y"].var().item() / 10, error_of(run)


def error_of(run):
    with torch.no_grad():
        return (run["model"](run["x"]) - run["y"]).square().mean().item()


def measure(run):
    step = run.steps[0]
    ratio = step.gradient(run["model"].weight).norm() / mean_gradient(run, step, 0)[0].norm()
    return {"times": round(ratio.item(), 3), "error": error_of(run), "variance": run["y"].var().item(), "steps": len(run.steps)}


def probe(run):
    """The first gradient is more than twice that of the mean, and the error is not small."""
    values = measure(run)
    return values["times"] > 2 and not values["error"] < values["variance"] / 10
