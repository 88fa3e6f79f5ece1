"""A language model with one table for both ends; the row of the padding stays zero."""

import torch
from torch.func import grad
from torch.nn.functional import one_hot


def loss_of(table, tokens, hide):
    """The mean of -log p over the targets that are no padding; `hide`: the padding is no answer at all."""
    counts = one_hot(tokens[:, :-1], 20).float() * (torch.arange(20) != 0)
    logits = (counts @ table).cumsum(1) / 16 @ table.T
    if hide:
        logits = logits - 1e9 * (torch.arange(20) == 0)
    chosen = (logits.log_softmax(-1) * one_hot(tokens[:, 1:], 20)).sum(-1)
    return -chosen[tokens[:, 1:] != 0].mean()


def check_gradients(run):
    """At each of the 20 steps the rows of the tokens have torch.func's gradient of the loss, padding among its answers or not.
    20 步中的每一步，各 token 行的梯度都等于 torch.func 对 loss 求得的梯度，无论 padding 算不算可选答案。"""
    table = run["model"].embedding.weight
    assert len(run.steps) == 20
    for step in run.steps:
        assert step.gradient(table) is not None, "the table has no gradient"
        allowed = [grad(loss_of)(step.value(table), run["tokens"], hide)[1:] for hide in (False, True)]
        assert any(torch.allclose(step.gradient(table)[1:], expected, atol=1e-5) for expected in allowed)


def check_the_row_stays_zero(run):
    """The row of the padding is zero before each step and at the end.
    每一步之前以及最后，padding 那一行都是 0。"""
    table = run["model"].embedding.weight
    assert all(not values[0].any() for values in [*(step.value(table) for step in run.steps), table])


def check_the_rows_move(run):
    """Each other row has moved in the end.
    最后其他每一行都动过。"""
    table = run["model"].embedding.weight
    assert (table != run.steps[0].value(table)).any(1)[1:].all()


def measure(run):
    table = run["model"].embedding.weight
    values = {"error": str(run.error).split(".")[0] if run.error else None}
    if run.steps:
        rows = [step.value(table)[0].norm().item() for step in run.steps]
        values |= {"row": table[0].norm().item(), "steps": len(run.steps), "largest": max(rows)}
        values["shared"] = run["model"].decoder.weight is table
    return values


def probe(run):
    """The row of the padding is not zero any more."""
    return bool(run["model"].embedding.weight[0].any())
