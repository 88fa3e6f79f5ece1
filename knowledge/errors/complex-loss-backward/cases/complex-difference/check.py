"""The signal is fitted to the recorded one by the mean squared magnitude of the difference of their spectra."""

import torch


def right(run, step):
    """By Parseval's theorem the loss is the sum of (signal - recorded) ** 2; this is its gradient."""
    return 2 * (step.value(run["signal"]) - run["recorded"])


def check_gradients(run):
    """At each of the five steps the gradient equals 2 * (signal - recorded), the closed form by Parseval's theorem.
    五步中的每一步，梯度都等于 2 * (signal - recorded)，即由 Parseval 定理得到的解析式。"""
    assert len(run.steps) == 5, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        assert step.gradient(run["signal"]) is not None, "signal has no gradient"
        assert torch.allclose(step.gradient(run["signal"]), right(run, step), atol=1e-4)


def check_it_comes_closer(run):
    """The largest difference between signal and recorded falls below half of what it was.
    signal 与 recorded 的最大差值降到了最初的一半以下。"""
    before = (run.steps[0].value(run["signal"]) - run["recorded"]).abs().max()
    after = (run["signal"].detach() - run["recorded"]).abs().max()
    assert after < before / 2, f"{before.item()} -> {after.item()}"


def measure(run):
    if not run.steps:
        return {"error": str(run.error)}
    at_last_step = run.steps[-1].value(run["signal"]) - run["recorded"]
    return {
        "loss": run["loss"].detach().abs().item(),
        "squared": at_last_step.pow(2).sum().item(),
        "steps": len(run.steps),
        "before": (run.steps[0].value(run["signal"]) - run["recorded"]).abs().max().item(),
        "after": (run["signal"].detach() - run["recorded"]).abs().max().item(),
    }
