"""Two layers are trained on the mean squared error."""

import torch
from torch.func import functional_call, grad


def check_gradients(run):
    """At each of the four steps both layers have the gradients of the mean squared error, by torch.func.
    四步中的每一步，两层的梯度都等于 torch.func 对均方误差求得的梯度。"""
    layers = [run["first"], run["second"]]
    assert len(run.steps) == 4, f"{len(run.steps)} steps"

    def loss_of(values):
        hidden = functional_call(layers[0], values[0], (run["x"],)).clamp(min=0)
        return (functional_call(layers[1], values[1], (hidden,)) - run["y"]).square().mean()

    for step in run.steps:
        values = [{name: step.value(p) for name, p in layer.named_parameters()} for layer in layers]
        for layer, expected in zip(layers, grad(loss_of)(values), strict=True):
            for name, value in expected.items():
                gradient = step.gradient(layer.get_parameter(name))
                assert gradient is not None, f"{name} has no gradient"
                assert torch.allclose(gradient, value, atol=1e-5), name


def measure(run):
    bare = [p for layer in (run["first"], run["second"]) for p in layer.parameters() if p.grad is None]
    return {"bare": len(bare), "steps": len(run.steps)}
