"""One training step on all positions of both sequences; the prediction of the next tokens changes nothing of it."""

import torch
from torch.func import grad
from torch.nn import functional as F


def loss_of(values, x, tokens):
    """The two layers and the cross entropy, written out."""
    hidden = torch.tanh(x @ values["hidden.weight"].T + values["hidden.bias"])
    logits = hidden @ values["vocabulary.weight"].T + values["vocabulary.bias"]
    return F.cross_entropy(logits.flatten(0, 1), tokens.flatten())


def check_gradients(run):
    """At the one step every gradient equals torch.func's for the cross entropy over all twelve positions.
    在唯一的一步，所有梯度都等于 torch.func 对全部十二个位置的交叉熵求得的梯度。"""
    assert len(run.steps) == 1
    step, decoder = run.steps[0], run["decoder"]
    values = {name: step.value(parameter) for name, parameter in decoder.named_parameters()}
    for name, expected in grad(loss_of)(values, run["x"], run["tokens"]).items():
        found = step.gradient(decoder.get_parameter(name))
        assert found is not None, f"{name} has no gradient"
        assert torch.allclose(found, expected, atol=1e-6), name


def check_the_step(run):
    """Every parameter has moved by -0.1 times its gradient.
    每个参数的变化量都等于 -0.1 乘以它的梯度。"""
    step = run.steps[0]
    for name, parameter in run["decoder"].named_parameters():
        expected = step.value(parameter) - 0.1 * step.gradient(parameter)
        assert torch.allclose(parameter.detach(), expected, atol=1e-6), name


def check_prediction(run):
    """The next tokens were printed, and the decoder is in evaluation mode at the end.
    打印了预测的下一个 token，且最后 decoder 处于 eval 模式。"""
    assert "next tokens" in run.stdout
    assert not run["decoder"].training


def measure(run):
    error = None if run.error is None else f"{type(run.error).__name__}: {run.error}"
    return {"error": error, "steps": len(run.steps)}
