"""Both heads are trained to classify; the encoder is trained for the classes and against the domains."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, linear


def losses_of(encoder, bias, weight, shift, domain_weight, domain_shift, run):
    features = linear(run["x"], encoder, bias)
    classes = cross_entropy(linear(features, weight, shift), run["labels"])
    return classes, cross_entropy(linear(features.relu(), domain_weight, domain_shift), run["domains"])


def parameters_of(run):
    return [*run["encoder"].parameters(), *run["class_head"].parameters(), *list(run["domain_head"].parameters())[-2:]]


def expected_gradients(run, step):
    values = [step.value(p) for p in parameters_of(run)]
    classes = grad(lambda *v: losses_of(*v, run)[0], argnums=tuple(range(6)))(*values)
    domains = grad(lambda *v: losses_of(*v, run)[1], argnums=tuple(range(6)))(*values)
    return [a - b for a, b in zip(classes[:2], domains[:2], strict=True)] + [a + b for a, b in zip(classes[2:], domains[2:], strict=True)]


def check_gradients(run):
    """At each of the three steps the heads have the gradients of the two cross entropies, the encoder that of the classes less that of the domains, by torch.func.
    三步中的每一步，两个头的梯度是各自交叉熵的梯度，encoder 的梯度是分类的减去域的，均与 torch.func 的结果一致。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        for parameter, wanted in zip(parameters_of(run), expected_gradients(run, step), strict=True):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), wanted, atol=1e-6)


def measure(run):
    values = {"error": str(run.error).split(". ")[0] if run.error else None, "first": None, "wanted": None}
    if run.steps:
        values["first"] = run.steps[0].gradient(run["encoder"].bias)[0]
        values["wanted"] = expected_gradients(run, run.steps[0])[1][0]
    return values
