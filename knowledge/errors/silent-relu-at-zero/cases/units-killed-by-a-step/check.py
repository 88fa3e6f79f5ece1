"""A network with a hidden layer is trained on the mean squared error."""

import torch
from torch.func import functional_call, grad


def loss_of(values, run):
    return (functional_call(run["model"], values, (run["x"],)) - run["y"]).square().mean()


def check_gradients(run):
    """At each step, at least 300 of them, every gradient equals torch.func.grad's of the mean squared error of the model's output.
    至少 300 步，每一步的所有梯度都等于 torch.func.grad 对模型输出的均方误差求导的结果。"""
    assert len(run.steps) >= 300
    for number, step in enumerate(run.steps):
        values = {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}
        expected = grad(loss_of)(values, run)
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], rtol=1e-3, atol=1e-4), (
                f"{name} at step {number}"
            )


def error_of(run):
    return loss_of(dict(run["model"].named_parameters()), run).item()


def check_it_learns(run):
    """At the end the mean squared error is below half of the variance of the targets.
    训练结束时，均方误差低于目标方差的一半。"""
    assert error_of(run) < run["y"].var().item() / 2, error_of(run)


def first_linear(run):
    return next(module for module in run["model"].modules() if isinstance(module, torch.nn.Linear))


def measure(run):
    output = run["model"](run["x"])
    return {
        "loss": error_of(run),
        "variance": run["y"].var().item(),
        "zeros": int((output == 0).sum()),
        "samples": len(output),
        "distinct": len(first_linear(run).weight.unique(dim=0)),
        "units": len(first_linear(run).weight),
        "spread": float(output.max() - output.min()),
        "steps": len(run.steps),
    }


def probe(run):
    """The gradient of the first layer is exactly 0 in the last step, and the error is not below half of the variance."""
    gradient = run.steps[-1].gradient(first_linear(run).weight)
    return not gradient.any() and error_of(run) >= run["y"].var().item() / 2
