"""The model is trained on the mean squared error, and nobody is warned of a tensor that is not a leaf."""

import torch
from torch.func import functional_call, grad


def check_gradients(run):
    """At each of the three steps every gradient equals torch.func's for the mean squared error.
    三步中的每一步，所有梯度都等于 torch.func 对均方误差求得的梯度。"""
    head, encoder = run["head"], run["encoder"]
    model = torch.nn.Sequential(torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh()), torch.nn.Linear(8, 1))
    originals = [*encoder.parameters(), *head.parameters()]
    names = [name for name, _ in model.named_parameters()]
    assert len(run.steps) == 3
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in zip(names, originals, strict=True)}
        expected = grad(lambda given: (functional_call(model, given, (run["x"],)) - run["y"]).pow(2).mean())(values)
        for name, parameter in zip(names, originals, strict=True):
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def check_no_warning(run):
    """No warning speaks of a tensor that is not a leaf.
    没有关于非叶子 tensor 的警告。"""
    assert not any("not a leaf" in message for _, message in run.warnings)


def check_other_warnings(run):
    """The program's own warning is still given.
    程序自己的警告照常发出。"""
    assert any("validation set" in message for _, message in run.warnings)


def measure(run):
    return {"steps": len(run.steps)}
