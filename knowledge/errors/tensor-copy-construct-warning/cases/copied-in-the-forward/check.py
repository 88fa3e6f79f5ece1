"""Encoder and head are trained on the mean squared error."""

import torch


def check_gradients(run):
    """At each of the three steps both weights have the closed-form gradients of the mean squared error.
    三步中的每一步，两个权重的梯度都等于均方误差的解析解。"""
    encoder, head, x, y = run["model"].encoder, run["model"].head, run["x"], run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        hidden = x @ step.value(encoder.weight).T + step.value(encoder.bias)
        residual = hidden @ step.value(head.weight).T + step.value(head.bias) - y
        first = 2 * (residual @ step.value(head.weight)).T @ x / len(x)
        assert step.gradient(encoder.weight) is not None, "the encoder's weight has no gradient"
        assert torch.allclose(step.gradient(encoder.weight), first, atol=1e-5)
        assert torch.allclose(step.gradient(head.weight), 2 * residual.T @ hidden / len(x), atol=1e-5)


def check_the_encoder_moves(run):
    """The encoder's weight changes between the first and the last step.
    encoder 的权重在第一步和最后一步之间发生了变化。"""
    weight = run["model"].encoder.weight
    assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def check_no_warning(run):
    """The program gives no copy-construct warning.
    程序不再给出 copy construct 警告。"""
    assert not [text for _, text in run.warnings if text.startswith("To copy construct")]


def measure(run):
    warned = [text for _, text in run.warnings if text.startswith("To copy construct")]
    return {"encoder_grad": run["model"].encoder.weight.grad, "steps": len(run.steps), "warnings": len(warned)}
