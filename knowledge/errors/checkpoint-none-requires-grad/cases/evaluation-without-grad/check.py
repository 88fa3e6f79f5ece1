"""A classifier is trained for three steps and evaluated in evaluation mode, without a graph."""

import torch
from torch.nn.functional import linear, one_hot


def check_evaluation(run):
    """The logits equal the network written out without dropout and without checkpoint, and belong to no graph.
    logits 等于不用 dropout、不用 checkpoint 直接写出的网络的结果，并且不在任何计算图里。"""
    model = run["model"]
    hidden = torch.tanh(linear(model.embedding(run["tokens"]), model.block[0].weight, model.block[0].bias)).mean(1)
    assert torch.allclose(run["logits"], linear(hidden, model.head.weight, model.head.bias), atol=1e-6)
    assert not run["logits"].requires_grad, "a graph was recorded"


def head_gradient_without_dropout(run, step):
    """The closed form of the cross entropy's gradient by the head's weight, in evaluation mode."""
    model = run["model"]
    value = step.value
    hidden = torch.tanh(linear(value(model.embedding.weight)[run["tokens"]], value(model.block[0].weight), value(model.block[0].bias)))
    hidden = hidden.mean(1)
    scores = linear(hidden, value(model.head.weight), value(model.head.bias)).softmax(1)
    return (scores - one_hot(run["labels"], 3)).T @ hidden / len(hidden)


def check_training(run):
    """At each of the three steps every parameter has a gradient, and the head's is another one than without dropout.
    三步中的每一步，每个参数都有梯度，且 head 的梯度与不用 dropout 时不同。"""
    assert len(run.steps) == 3
    for step in run.steps:
        assert all(step.gradient(parameter) is not None for parameter in run["model"].parameters())
        without = head_gradient_without_dropout(run, step)
        assert not torch.allclose(step.gradient(run["model"].head.weight), without, atol=1e-4), "no dropout"


def measure(run):
    return {"requires_grad": run["logits"].requires_grad}
