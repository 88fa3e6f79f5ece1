"""A sentence is classified by the sum of the vectors of its tokens; padding adds nothing."""

import torch
from torch.func import grad
from torch.nn.functional import cross_entropy, one_hot


def loss_of(table, weight, bias, tokens, labels):
    """Each sentence as counts of its tokens, those of padding set to 0."""
    counts = one_hot(tokens, len(table)).sum(1).float()
    counts = counts * (torch.arange(len(table)) != 0)
    return cross_entropy(counts @ table @ weight.T + bias, labels)


def check_gradients(run):
    """At each of the 20 steps the gradients equal torch.func's for the loss in which padding adds nothing.
    20 步中的每一步，梯度都等于 torch.func 对 padding 不起作用的 loss 求得的梯度。"""
    model = run["model"]
    parameters = [model.embedding.weight, model.head.weight, model.head.bias]
    assert len(run.steps) == 20
    for step in run.steps:
        values = [step.value(parameter) for parameter in parameters]
        expected = grad(loss_of, argnums=(0, 1, 2))(*values, run["tokens"], run["labels"])
        for parameter, gradient in zip(parameters, expected):
            assert step.gradient(parameter) is not None, "a parameter has no gradient"
            assert torch.allclose(step.gradient(parameter), gradient, atol=1e-5)


def check_padding_adds_nothing(run):
    """Ten more tokens of padding at the end of each sentence leave the output as it is.
    在每个句子末尾再加十个 padding token，输出不变。"""
    assert shift(run) < 1e-5


def shift(run):
    """How far ten more tokens of padding move the output."""
    model, tokens = run["model"], run["tokens"]
    longer = torch.cat([tokens, torch.zeros_like(tokens)], dim=1)
    return (model(longer) - model(tokens)).abs().max().item()


def measure(run):
    table = run["model"].embedding.weight
    values = {"error": str(run.error).split(".")[0] if run.error else None, "labels": 32, "steps": len(run.steps)}
    if run.steps:
        values |= {"shift": shift(run), "row": table[0].norm().item(), "zeros": (run["labels"] == 0).sum().item()}
        values["moved"] = (table[0] - run.steps[0].value(table)[0]).abs().max().item()
    return values


def probe(run):
    """Padding moves the output, and its row has no gradient."""
    table = run["model"].embedding.weight
    return shift(run) > 1e-5 and all(not step.gradient(table)[0].any() for step in run.steps)
