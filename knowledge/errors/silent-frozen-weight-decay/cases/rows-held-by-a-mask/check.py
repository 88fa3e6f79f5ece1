"""Two new rows of the table and the linear layer are trained by AdamW; the ten old rows stay as they were."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def check_the_old_rows_stay(run):
    """At each of the twenty steps and after them the old rows have their first values, to the last bit.
    二十步中的每一步以及训练之后，旧的行都是最初的值，一个 bit 也不变。"""
    assert len(run.steps) == 20, f"{len(run.steps)} steps"
    weight = run["model"][0].weight
    values = [*(step.value(weight)[:10] for step in run.steps), weight.detach()[:10]]
    assert all(torch.equal(run.steps[0].value(weight)[:10], value) for value in values)


def check_gradients(run):
    """At each step the gradients of the new rows and of the linear layer equal torch.func's for the cross entropy.
    每一步，新的行和线性层的梯度都等于 torch.func 对交叉熵求得的梯度。"""
    model, tokens, y = run["model"], run["tokens"], run["y"]
    for step in run.steps:
        values = {name: step.value(parameter) for name, parameter in model.named_parameters()}
        expected = grad(lambda given: cross_entropy(functional_call(model, given, tokens), y))(values)
        for name, parameter in model.named_parameters():
            rows = slice(10, None) if name == "0.weight" else slice(None)
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter)[rows], expected[name][rows], atol=1e-5), name


def check_the_new_rows_learn(run):
    """In each step the new rows move, in the first one by about the learning rate, as with AdamW.
    每一步新的行都在变化，第一步的变化量约等于学习率，与 AdamW 一致。"""
    weight = run["model"][0].weight
    values = [*(step.value(weight)[10:] for step in run.steps), weight.detach()[10:]]
    moves = [(after - before).abs().max().item() for before, after in zip(values, values[1:])]
    assert all(move > 1e-5 for move in moves), moves
    assert abs(moves[0] - 0.01) < 0.001, moves[0]


def moved(run):
    weight = run["model"][0].weight
    return (weight - run.steps[0].value(weight))[:10].abs().max().item()


def measure(run):
    weight, values = run["model"][0].weight, {"error": str(run.error).split(". ")[0], "steps": len(run.steps)}
    if run.steps:
        values["moved"] = moved(run)
        gradient = run.steps[-1].gradient(weight)[:10]
        values["largest"] = gradient.abs().max().item()
        values["percent"] = round(100 - 100 * (weight[:10].norm() / run.steps[0].value(weight)[:10].norm()).item(), 2)
    return values


def probe(run):
    """The old rows got a gradient of zeros in each step, and moved."""
    weight = run["model"][0].weight
    return not any(step.gradient(weight)[:10].any() for step in run.steps) and moved(run) > 0.001
