"""Encoder and heads are trained on the sum of both losses."""

import torch
from torch.func import functional_call, grad
from torch.nn import functional as F


class Losses(torch.nn.Module):
    def __init__(self, run):
        super().__init__()
        self.parts = run["model"]

    def forward(self, images, depths, classes):
        encoder, depth_head, class_head = self.parts
        features = encoder(images)
        return F.mse_loss(depth_head(features), depths) + F.cross_entropy(class_head(features), classes)


def expected_gradients(run, step):
    losses = Losses(run)
    values = {name: step.value(parameter) for name, parameter in losses.named_parameters()}
    data = (run["images"], run["depths"], run["classes"])
    return grad(lambda given: functional_call(losses, given, data))(values)


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the sum of both losses.
    三步中的每一步，所有梯度都等于 torch.func 对两个 loss 之和求得的梯度。"""
    assert len(run.steps) == 3
    for step in run.steps:
        expected = expected_gradients(run, step)
        for name, parameter in Losses(run).named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_the_encoder_moves(run):
    """The encoder's weight changes between the first and the last step.
    encoder 的权重在第一步和最后一步之间发生了变化。"""
    weight = run["encoder"][0].weight
    assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def measure(run):
    weight = run["encoder"][0].weight
    values = {"error": str(run.error).split(" (")[0] if run.error else None, "steps": len(run.steps)}
    if run.steps:
        expected = expected_gradients(run, run.steps[0])["parts.0.0.weight"]
        difference = run.steps[0].gradient(weight) - expected
        values["percent_off"] = (100 * difference.norm() / expected.norm()).item()
    return values
