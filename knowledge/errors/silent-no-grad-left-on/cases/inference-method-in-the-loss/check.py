"""Both towers are trained on the cross entropy of the scores."""

import torch
from torch.func import grad


def contrastive_loss(values, queries, documents):
    query = queries @ values["query.weight"].T + values["query.bias"]
    document = documents @ values["document.weight"].T + values["document.bias"]
    query = query / query.norm(dim=1, keepdim=True)
    document = document / document.norm(dim=1, keepdim=True)
    return -torch.log_softmax(query @ document.T / 0.1, dim=1).diagonal().mean()


def check_gradients(run):
    """At each of the ten steps all four parameters have the gradients that torch.func computes from the formula.
    十步中的每一步，四个参数的梯度都等于 torch.func 按公式求得的梯度。"""
    parameters = dict(run["model"].named_parameters())
    assert len(run.steps) == 10
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in parameters.items()}
        for name, expected in grad(contrastive_loss)(values, run["queries"], run["documents"]).items():
            assert step.gradient(parameters[name]) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameters[name]), expected, atol=1e-4), name


def measure(run):
    document, query = run["model"].document.weight, run["model"].query.weight
    return {
        "moved": (document - run["start"]).abs().max().item(),
        "gradient": document.grad,
        "query_moved": (query - run.steps[0].value(query)).abs().max().item(),
        "steps": len(run.steps),
    }


def probe(run):
    """The optimizer holds a tensor that had no gradient at any step."""
    return any(all(s.gradient(p) is None for s in run.steps) for p in run.steps[0].tensors.values())
