"""A tagger is trained, its two blocks under activation checkpointing that says which variant it uses."""

import warnings

import torch
from torch.nn.functional import cross_entropy, embedding, linear


def loss_of(values, run):
    hidden = embedding(run["tokens"], values["embedding.weight"])
    for block in range(2):
        hidden = torch.tanh(linear(hidden, values[f"blocks.{block}.0.weight"], values[f"blocks.{block}.0.bias"]))
    logits = linear(hidden, values["head.weight"], values["head.bias"])
    return cross_entropy(logits.flatten(0, 1), run["tags"].flatten())


def forward_with_warnings_as_errors(run):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            run["model"](run["tokens"])
        except Warning as warning:
            return str(warning).split(". ")[0]
    return None


def check_gradients(run):
    """At each of the three steps every parameter's gradient equals torch.func.grad of the same model without checkpointing.
    三步中的每一步，每个参数的梯度都等于对不用 checkpoint 的同一模型做 torch.func.grad 的结果。"""
    parameters = dict(run["model"].named_parameters())
    assert len(run.steps) == 3
    for step in run.steps:
        expected = torch.func.grad(loss_of)({name: step.value(p) for name, p in parameters.items()}, run)
        for name, parameter in parameters.items():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-6), name


def check_every_parameter_moves(run):
    """Every parameter differs from its value at the first step.
    每个参数都与第一步时的值不同。"""
    first = run.steps[0]
    assert all(not torch.equal(parameter, first.value(parameter)) for parameter in run["model"].parameters())


def check_the_call_names_its_variant(run):
    """A forward pass with every warning turned into an error runs to its end.
    把所有警告都变成异常之后，一次前向仍能跑完。"""
    error = forward_with_warnings_as_errors(run)
    assert error is None, error


def measure(run):
    return {"error": forward_with_warnings_as_errors(run), "warned": len(run.warnings), "steps": len(run.steps)}
