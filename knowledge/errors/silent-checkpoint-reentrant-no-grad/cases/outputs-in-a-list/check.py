"""Stem, pyramid and head are trained on the cross entropy."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import avg_pool2d, cross_entropy


class Plain(torch.nn.Module):
    """The loss of the program's model, without checkpoint."""

    def __init__(self, run):
        super().__init__()
        self.model, self.x, self.y = run["model"], run["x"], run["y"]

    def forward(self):
        image, features = self.model[0](self.x), []
        for stage in self.model[1].stages:
            image = torch.relu(stage(image))
            features.append(image.mean(dim=(2, 3)))
            image = avg_pool2d(image, 2)
        return cross_entropy(self.model[2](torch.cat(features, dim=1)), self.y)


def expected(run, step):
    values = {f"model.{name}": step.value(p) for name, p in run["model"].named_parameters()}
    gradients = grad(lambda given: functional_call(Plain(run), given, ()))(values)
    return {name.removeprefix("model."): gradient for name, gradient in gradients.items()}


def check_gradients(run):
    """At each of the five steps every parameter has the gradient that torch.func gives for the loss without checkpoint.
    五步中的每一步，所有参数的梯度都等于 torch.func 对不用 checkpoint 的 loss 求得的梯度。"""
    assert len(run.steps) == 5
    for step in run.steps:
        for name, gradient in expected(run, step).items():
            taken = step.gradient(run["model"].get_parameter(name))
            assert taken is not None, f"{name} has no gradient"
            assert torch.allclose(taken, gradient, atol=1e-6), f"{name}: another gradient"


def measure(run):
    parameters = list(run["model"].parameters())
    without = sum(run.steps[-1].gradient(p) is None for p in parameters) if run.steps else 0
    return {"without": without, "parameters": len(parameters), "steps": len(run.steps), "error": str(run.error)}


def probe(run):
    """Only the head has a gradient."""
    return measure(run)["without"] == 8
