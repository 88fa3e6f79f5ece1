"""The decoder computes with the transpose of the encoder's weight; there is one weight, trained through both uses."""

import torch
from torch.func import grad


def loss_of(weight, bias, other_bias, x):
    return ((torch.tanh(x @ weight.T + bias) @ weight + other_bias - x) ** 2).mean()


def other_bias(run):
    """The decoder's bias, under whatever name."""
    return next(p for p in run["model"].parameters() if p.shape == (8,))


def decoder_weight(run):
    """The decoder's own weight, or None where it has none."""
    return getattr(getattr(run["model"], "decoder", None), "weight", None)


def check_tied_gradient(run):
    """At each of the five steps the encoder's weight has torch.func's gradient of the tied model, both uses counted.
    五步中的每一步，encoder 的 weight 的梯度都等于 torch.func 对权重共享的模型求得的梯度，两处用法都算在内。"""
    encoder, bias = run["model"].encoder, other_bias(run)
    assert len(run.steps) == 5, f"{len(run.steps)} steps"
    for step in run.steps:
        values = [step.value(p) for p in (encoder.weight, encoder.bias, bias)]
        expected = grad(loss_of, argnums=(0, 1, 2))(*values, run["x"])
        for parameter, gradient in zip((encoder.weight, encoder.bias, bias), expected):
            assert step.gradient(parameter) is not None, "no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-8)


def check_still_tied(run):
    """After the training the model computes what the formula with the encoder's weight twice gives.
    训练之后，模型的输出等于把 encoder 的 weight 用两次的公式。"""
    encoder, x = run["model"].encoder, run["x"]
    expected = torch.tanh(x @ encoder.weight.T + encoder.bias) @ encoder.weight + other_bias(run)
    assert torch.allclose(run["model"](x), expected, atol=1e-8)


def measure(run):
    encoder = run["model"].encoder
    values = [run.steps[0].value(p) for p in (encoder.weight, encoder.bias, other_bias(run))]
    expected, found = grad(loss_of)(*values, run["x"]), run.steps[0].gradient(encoder.weight)
    measured = {"steps": len(run.steps), "percent_off": (100 * (found - expected).norm() / expected.norm()).item()}
    weight = decoder_weight(run)
    if weight is not None:
        measured["apart"] = (weight - encoder.weight.t()).abs().max().item()
    return measured


def probe(run):
    """The decoder's weight is a parameter of its own and differs from the encoder's."""
    weight = decoder_weight(run)
    return weight is not None and not torch.equal(weight, run["model"].encoder.weight.t())
