"""Encoder and head are trained on the mean squared error."""

import torch


def check_gradients(run):
    """At each of the three steps the optimizer holds the weights and biases of both layers, and they have the closed-form gradients of the mean squared error.
    三步中的每一步，optimizer 都持有两层的 weight 和 bias，它们的梯度都等于均方误差的解析解。"""
    encoder, head, pooled, y = run["encoder"], run["head"], run["bags"].mean(1), run["y"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for step in run.steps:
        hidden = pooled @ step.value(encoder.weight).T + step.value(encoder.bias)
        residual = hidden @ step.value(head.weight).T + step.value(head.bias) - y
        outer, inner = 2 * residual / len(y), 2 * residual @ step.value(head.weight) / len(y)
        expected = {
            encoder.weight: inner.T @ pooled,
            encoder.bias: inner.sum(0),
            head.weight: outer.T @ hidden,
            head.bias: outer.sum(0),
        }
        for parameter, gradient in expected.items():
            assert step.has(parameter), "the optimizer lacks a parameter"
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-5)


def check_the_encoder_moves(run):
    """The encoder's weight changes between the first and the last step.
    encoder 的权重在第一步和最后一步之间发生了变化。"""
    weight = run["encoder"].weight
    assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def measure(run):
    return {
        "error": str(run.error),
        "encoder_grad": run["encoder"].weight.grad,
        "head_grad": run["head"].weight.grad,
        "steps": len(run.steps),
    }
