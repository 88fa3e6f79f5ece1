"""A network with weights on a grid is trained; the gradient passes the rounding as if it were the identity."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, linear


def on_the_grid(weight):
    return (weight / 0.125).round() * 0.125


def expected(run, step):
    """The gradients at the rounded weights: those of the straight-through estimate."""
    first, _, last = run["model"]
    weights = [step.value(p) for p in (first.weight, last.weight)]
    biases = [step.value(p) for p in (first.bias, last.bias)]

    def loss(given):
        hidden = linear(run["x"], given[0], biases[0]).relu()
        return cross_entropy(linear(hidden, given[1], biases[1]), run["y"])

    return grad(loss)([on_the_grid(weight) for weight in weights])


def check_gradients(run):
    """At each of the 100 steps both weights have the gradient of the loss at the rounded weights.
    100 步中的每一步，两个 weight 的梯度都等于 loss 在取整后的权重处的梯度。"""
    assert len(run.steps) == 100
    for step in run.steps[::10]:
        for layer, gradient in zip((run["model"][0], run["model"][2]), expected(run, step)):
            assert step.gradient(layer.weight) is not None, "a weight has no gradient"
            assert torch.allclose(step.gradient(layer.weight), gradient, atol=1e-5)


def check_forward_is_rounded(run):
    """The last logits are those of the network with weights rounded to multiples of 0.125.
    最后的 logits 由取整到 0.125 整数倍的权重算出。"""
    first, _, last = run["model"]
    step = run.steps[-1]
    hidden = linear(run["x"], on_the_grid(step.value(first.weight)), step.value(first.bias)).relu()
    logits = linear(hidden, on_the_grid(step.value(last.weight)), step.value(last.bias))
    assert torch.allclose(run["logits"].detach(), logits, atol=1e-4)


def check_it_learns(run):
    """The last loss is below 0.6.
    最后的 loss 低于 0.6。"""
    assert run["loss"].item() < 0.6, run["loss"].item()


def largest(gradient):
    return 0.0 if gradient is None else gradient.abs().max().item()


def measure(run):
    weights = [layer.weight for layer in (run["model"][0], run["model"][2])]
    return {
        "loss": run["loss"].item(),
        "largest": max(largest(step.gradient(weight)) for step in run.steps for weight in weights),
        "steps": len(run.steps),
    }


def probe(run):
    """The gradient of both weights is exactly zero at each step."""
    return measure(run)["largest"] == 0
