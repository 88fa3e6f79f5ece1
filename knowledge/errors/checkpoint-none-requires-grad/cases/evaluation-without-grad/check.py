"""A classifier is trained for three steps and evaluated in evaluation mode, without a graph."""

import torch
from torch.nn.functional import linear


def check_evaluation(run):
    """The logits equal the network written out without dropout and without checkpoint, and belong to no graph.
    logits 等于不用 dropout、不用 checkpoint 直接写出的网络的结果，并且不在任何计算图里。"""
    model = run["model"]
    hidden = torch.tanh(linear(model.embedding(run["tokens"]), model.block[0].weight, model.block[0].bias)).mean(1)
    assert torch.allclose(run["logits"], linear(hidden, model.head.weight, model.head.bias), atol=1e-6)
    assert not run["logits"].requires_grad, "a graph was recorded"


def check_training(run):
    """At each of the three steps every parameter has a gradient.
    三步中的每一步，每个参数都有梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        assert all(step.gradient(parameter) is not None for parameter in run["model"].parameters())


def measure(run):
    return {"requires_grad": run["logits"].requires_grad}
