"""The encoder learns the classes and, by the reversed gradient, unlearns the domains."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy


def losses(encoder, classifier, domains, run):
    features = torch.tanh(run["x"] @ encoder[0].T + encoder[1])
    class_loss = cross_entropy(features @ classifier[0].T + classifier[1], run["labels"])
    return class_loss, cross_entropy(features @ domains[0].T + domains[1], run["origin"])


def expected_gradients(run, step):
    """For encoder, classifier and domains: the gradient of the objective of each."""
    modules = [run["encoder"][0], run["classifier"], run["domains"]]
    objectives = [lambda a, b: a - 0.5 * b, lambda a, b: a, lambda a, b: b]
    values = [tuple(step.value(p) for p in module.parameters()) for module in modules]
    for index, (module, objective) in enumerate(zip(modules, objectives)):
        expected = grad(lambda *each, mix=objective: mix(*losses(*each, run)), argnums=index)(*values)
        yield from zip(module.parameters(), expected, strict=True)


def check_gradients(run):
    """At each of the three steps encoder, classifier and domains have torch.func's gradients of their own objectives.
    三步中的每一步，encoder、classifier、domains 的梯度都等于各自目标的梯度（由 torch.func 求得）。"""
    assert len(run.steps) == 3
    for step in run.steps:
        for parameter, wanted in expected_gradients(run, step):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, atol=1e-6)


def measure(run):
    values = {"error": str(run.error) if run.error else None}
    if run.steps:
        weight, wanted = next(expected_gradients(run, run.steps[0]))
        off = (run.steps[0].gradient(weight) - wanted).norm() / wanted.norm()
        values["percent_off"] = round(100 * off.item())
    return values
