"""The encoder is trained on the mean squared error, through the smoothing."""

import torch
from torch.func import grad
from torch.nn.functional import conv1d, linear, mse_loss


def loss_of(weight, bias, run):
    """The convolution by torch: its kernel is the other way round."""
    kernel = torch.from_numpy(run["kernel"].copy()).float().flip(0)
    hidden = torch.tanh(linear(run["x"], weight, bias))
    return mse_loss(conv1d(hidden[:, None], kernel[None, None], padding=1)[:, 0], run["y"])


def expected_gradients(run, step):
    return grad(loss_of, argnums=(0, 1))(*(step.value(p) for p in run["encoder"].parameters()), run)


def check_gradients(run):
    """At each of the three steps the encoder has the gradient of the mean squared error with a convolution by torch, by torch.func.
    三步中的每一步，encoder 的梯度都等于 torch.func 对均方误差求得的梯度，其中卷积用 torch 计算。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for parameter, wanted in zip(run["encoder"].parameters(), expected_gradients(run, step), strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, atol=1e-6)


def measure(run):
    if not run.steps:
        return {"first": None, "wanted": None}
    return {"first": run.steps[0].gradient(run["encoder"].bias)[0], "wanted": expected_gradients(run, run.steps[0])[1][0]}
