"""A classifier is trained; the norm of the first weight's gradient is logged in each backward."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, linear


def gradients(run, step):
    """The gradients of the cross entropy, by torch.func, without the model and its hooks."""

    def loss(given):
        hidden = linear(run["x"].detach(), given["0.weight"], given["0.bias"]).tanh()
        return cross_entropy(linear(hidden, given["2.weight"], given["2.bias"]), run["y"])

    return grad(loss)({name: step.value(p) for name, p in run["model"].named_parameters()})


def check_gradients(run):
    """At each of the four steps every gradient equals that of torch.func, and the input has none.
    四步中的每一步，所有梯度都等于 torch.func 求得的梯度，且输入没有梯度。"""
    assert len(run.steps) == 4
    for step in run.steps:
        for name, expected in gradients(run, step).items():
            assert torch.allclose(step.gradient(run["model"].get_parameter(name)), expected, atol=1e-6), name
    assert run["x"].grad is None, "x has a gradient"


def check_no_warning(run):
    """There is no warning about full backward hooks.
    没有关于 full backward hook 的警告。"""
    assert not [message for _, message in run.warnings if "backward hook" in message], "it warns"


def check_norms(run):
    """Four norms are logged, those of the gradient of the first weight at each step.
    记录了四个范数，分别是每一步第一层 weight 的梯度范数。"""
    assert len(run["norms"]) == 4, run["norms"]
    for step, norm in zip(run.steps, run["norms"]):
        expected = gradients(run, step)["0.weight"].norm().item()
        assert norm is not None and abs(float(norm) - expected) < 1e-5, (norm, expected)


def measure(run):
    return {"missing": sum(norm is None for norm in run["norms"]), "steps": len(run.steps)}
