"""One step on the mean cross entropy of all tokens of the four sequences."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def expected_gradients(run):
    """The gradients of the mean over all tokens, each weighing the same."""
    values = {name: run.steps[0].value(parameter) for name, parameter in run["model"].named_parameters()}
    inputs = torch.cat([tokens[:-1] for tokens in run["sequences"]])
    targets = torch.cat([tokens[1:] for tokens in run["sequences"]])
    return grad(lambda values: cross_entropy(functional_call(run["model"], values, (inputs,)), targets))(values)


def distance(run):
    expected = expected_gradients(run)
    found = [run.steps[0].gradient(run["model"].get_parameter(name)) for name in expected]
    assert all(gradient is not None for gradient in found), "a parameter has no gradient"
    off = torch.cat([(f - e).flatten() for f, e in zip(found, expected.values())]).norm()
    return (off / torch.cat([e.flatten() for e in expected.values()]).norm()).item()


def check_gradients(run):
    """At the one step the gradients equal those of the mean cross entropy over all tokens of the four sequences.
    在唯一的一步，梯度等于四个序列全部 token 的平均交叉熵的梯度。"""
    assert len(run.steps) == 1, f"{len(run.steps)} steps"
    assert distance(run) <= 1e-5, f"off by {distance(run):.2g}"


def check_four_backwards(run):
    """One backward for each sequence.
    每个序列做一次 backward。"""
    assert len(run.backwards) == 4


def measure(run):
    counts = [len(tokens) - 1 for tokens in run["sequences"]]
    return {"percent": 100 * distance(run), "times": max(counts) / min(counts), "steps": len(run.steps)}


def probe(run):
    """The gradients are not those of the mean over all tokens."""
    return distance(run) > 0.01
