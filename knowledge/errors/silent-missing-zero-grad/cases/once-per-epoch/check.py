"""The model takes one step on the mean squared error of each batch."""

import torch


def right(run, index):
    """The gradient of the batch's mean squared error with respect to the weight, in closed form."""
    model, step = run["model"], run.steps[index]
    inputs, targets = run["batches"][index % len(run["batches"])]
    residual = inputs @ step.value(model.weight).T + step.value(model.bias) - targets
    return 2 * residual.T @ inputs / len(inputs)


def check_gradients(run):
    """At each of the twenty steps the weight's gradient equals the closed form for that batch alone.
    二十步中的每一步，weight 的梯度都等于仅由当前 batch 得出的解析梯度。"""
    assert len(run.steps) == 20
    for index, step in enumerate(run.steps):
        assert step.gradient(run["model"].weight) is not None, "weight has no gradient"
        assert torch.allclose(step.gradient(run["model"].weight), right(run, index), atol=1e-5)


def check_the_model_moves(run):
    """The weight changes between the first and the last step.
    weight 在第一步和最后一步之间发生了变化。"""
    weight = run["model"].weight
    assert not torch.equal(run.steps[0].value(weight), run.steps[-1].value(weight))


def measure(run):
    weight, size = run["model"].weight, len(run["batches"])
    wrong = sum(
        not torch.allclose(step.gradient(weight), right(run, index), atol=1e-5) for index, step in enumerate(run.steps)
    )
    last = size - 1
    return {
        "steps": len(run.steps),
        "wrong": wrong,
        "batches": size,
        "found": run.steps[last].gradient(weight),
        "expected": right(run, last),
    }


def probe(run):
    """At some step the optimizer did not hold what the last backward added."""
    weight = run["model"].weight
    added = [back.added(weight) for back in run.backwards]
    held = [step.gradient(weight) for step in run.steps]
    return any(found is None or not torch.allclose(found, new, atol=1e-6) for found, new in zip(held, added))
