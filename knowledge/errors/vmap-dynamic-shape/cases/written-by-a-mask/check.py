"""A network with a leaky ReLU that is written by hand is trained on the squared error."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import leaky_relu


def check_gradients(run):
    """At each of the four steps the gradients are those of a network with torch's leaky_relu, by torch.func.
    四步中的每一步，梯度都等于使用 torch 的 leaky_relu 的网络的梯度（由 torch.func 求得）。"""
    layers = [run["first"], run["second"]]
    assert len(run.steps) == 4, f"{len(run.steps)} steps"

    def loss_of(values):
        hidden = leaky_relu(functional_call(layers[0], values[0], (run["x"],)), 0.2)
        return (functional_call(layers[1], values[1], (hidden,)) - run["y"]).square().mean()

    for step in run.steps:
        values = [{name: step.value(p) for name, p in layer.named_parameters()} for layer in layers]
        for layer, expected in zip(layers, grad(loss_of)(values), strict=True):
            for name, gradient in expected.items():
                assert torch.allclose(step.gradient(layer.get_parameter(name)), gradient, atol=1e-5), name


def measure(run):
    return {"error": str(run.error).split(". ")[0] if run.error else None, "steps": len(run.steps)}
