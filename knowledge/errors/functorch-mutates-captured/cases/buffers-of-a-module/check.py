"""The network is trained on the mean squared error with batch norm in training mode, and keeps its running statistics."""

import copy

import torch
from torch.nn.functional import linear, mse_loss


def loss_of(weight, bias, scale, shift, out, last, run):
    """Batch norm written out: biased variance of the batch."""
    hidden = linear(run["x"], weight, bias)
    normed = (hidden - hidden.mean(0)) / torch.sqrt(hidden.var(0, unbiased=False) + 1e-5)
    return mse_loss(linear(torch.tanh(normed * scale + shift), out, last), run["y"])


def expected_gradients(run, step):
    values = [step.value(p).requires_grad_() for p in run["model"].parameters()]
    return torch.autograd.grad(loss_of(*values, run), values)


def check_gradients(run):
    """At each of the three steps all gradients are those of the mean squared error with the batch norm written out.
    三步中的每一步，全部梯度都等于把 BN 写开之后均方误差的梯度。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for parameter, wanted in zip(run["model"].parameters(), expected_gradients(run, step), strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, atol=1e-5)


def check_running_statistics(run):
    """The running statistics are those of three forward passes in training mode.
    running statistics 与训练模式下三次前向得到的一致。"""
    fresh = copy.deepcopy(run["model"])
    fresh[1].reset_running_stats()
    for step in run.steps:
        with torch.no_grad():
            for mine, its in zip(fresh.parameters(), run["model"].parameters(), strict=True):
                mine.copy_(step.value(its))
            fresh.train()(run["x"])
    for name, buffer in fresh.named_buffers():
        assert torch.allclose(run["model"].get_buffer(name).float(), buffer.float(), atol=1e-5), name


def measure(run):
    values = {"tracked": run["model"][1].num_batches_tracked, "first": None, "wanted": None}
    if run.steps:
        values["first"] = run.steps[0].gradient(run["model"][1].bias)[0]
        values["wanted"] = expected_gradients(run, run.steps[0])[3][0]
    return values
