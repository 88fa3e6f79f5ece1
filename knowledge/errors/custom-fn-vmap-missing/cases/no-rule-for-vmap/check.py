"""The encoder is trained so that each embedding, of length 1, points where its target does."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import normalize


def check_lengths(run):
    """Each of the 16 embeddings has length 1.
    16 个 embedding 的长度都是 1。"""
    assert torch.allclose(run["embeddings"].detach().norm(dim=1), torch.ones(16), atol=1e-5)


def check_gradients(run):
    """At each of the three steps every gradient is that of the mean cosine distance, by torch.func.
    三步中的每一步，所有梯度都等于 torch.func 对平均余弦距离求得的梯度。"""
    encoder, x, targets = run["encoder"], run["inputs"], run["targets"]
    assert len(run.steps) == 3, f"{len(run.steps)} steps"

    def objective(given):
        return (1 - (normalize(functional_call(encoder, given, x), dim=1) * targets).sum(dim=1)).mean()

    for step in run.steps:
        expected = grad(objective)({name: step.value(parameter) for name, parameter in encoder.named_parameters()})
        for name, parameter in encoder.named_parameters():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def measure(run):
    values = {"error": run.error and str(run.error).split(". ")[0]}
    if run.error is None:
        values["length"] = run["embeddings"].detach().norm(dim=1).mean().item()
    return values
