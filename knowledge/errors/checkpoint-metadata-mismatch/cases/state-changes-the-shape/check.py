"""A decoder layer is trained on the cross entropy of its labels; each position attends to the six of its sequence."""

import torch
from torch.nn.functional import cross_entropy, embedding, linear


def loss_of(values, run):
    hidden = embedding(run["input_ids"], values["embedding.weight"])
    q, k, v = linear(hidden, values["qkv.weight"], values["qkv.bias"]).chunk(3, dim=-1)
    hidden = hidden + torch.softmax(torch.einsum("bqd,bkd->bqk", q, k) / 8**0.5, dim=-1) @ v
    logits = linear(hidden, values["head.weight"], values["head.bias"])
    return cross_entropy(logits.flatten(0, 1), run["labels"].flatten())


def off(step, run):
    """The distance of the gradients at this step from the reference, as a share of its norm."""
    parameters = dict(run["model"].named_parameters())
    expected = torch.func.grad(lambda values: loss_of(values, run))({name: step.value(p) for name, p in parameters.items()})
    assert all(step.gradient(p) is not None for p in parameters.values()), "a parameter has no gradient"
    found = torch.cat([step.gradient(p).flatten() for p in parameters.values()])
    wanted = torch.cat([expected[name].flatten() for name in parameters])
    return ((found - wanted).norm() / wanted.norm()).item()


def check_gradients(run):
    """At each of the three steps the gradients equal torch.func.grad of the same model without checkpoint.
    三步中的每一步，梯度都等于对不用 checkpoint 的同一模型做 torch.func.grad 的结果。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    for number, step in enumerate(run.steps):
        assert off(step, run) < 1e-4, f"step {number} is off by {off(step, run):.2g}"


def measure(run):
    percent = round(100 * off(run.steps[0], run), 2) if run.steps else None
    error = f"{type(run.error).__name__}: {str(run.error).splitlines()[0]}" if run.error else None
    return {"error": error, "percent": percent, "steps": len(run.steps)}
