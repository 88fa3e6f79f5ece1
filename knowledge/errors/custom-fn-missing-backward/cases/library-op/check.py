"""Swish between two layers: the hidden layer learns through it."""

import torch

STEP = 1e-5


def loss_at(run, weight, step):
    """The mean squared error in float64, as a function of the hidden weight alone."""
    inputs, targets = run["inputs"].double(), run["targets"].double()
    hidden, head = run["hidden"], run["head"]
    z = inputs @ weight.T + step.value(hidden.bias).double()
    out = z * torch.sigmoid(z) @ step.value(head.weight).double().T + step.value(head.bias).double()
    return ((out - targets) ** 2).mean()


def difference_quotients(run, step):
    weight = step.value(run["hidden"].weight).double()
    result = torch.zeros_like(weight)
    for index in range(weight.numel()):
        shift = torch.zeros_like(weight)
        shift.view(-1)[index] = STEP
        rise = loss_at(run, weight + shift, step) - loss_at(run, weight - shift, step)
        result.view(-1)[index] = rise / (2 * STEP)
    return result


def check_hidden_gradient(run):
    """At each of the three steps hidden.weight has the gradient that central differences of the loss give.
    三步中的每一步，hidden.weight 的梯度都与 loss 的中心差分一致。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps"
    for step in run.steps:
        gradient = step.gradient(run["hidden"].weight)
        assert gradient is not None, "hidden.weight has no gradient"
        assert torch.allclose(gradient.double(), difference_quotients(run, step), rtol=1e-3, atol=1e-6)


def check_hidden_moves(run):
    """hidden.weight changes at every step.
    hidden.weight 每一步都在变。"""
    weight = run["hidden"].weight
    values = [step.value(weight) for step in run.steps] + [weight.detach()]
    assert len(values) > 1
    for before, after in zip(values, values[1:]):
        assert not torch.equal(before, after), "hidden.weight did not move"


def measure(run):
    if not run.steps:
        return {"error": str(run.error), "gradient": run["hidden"].weight.grad}
    step = run.steps[0]
    gradient = step.gradient(run["hidden"].weight)
    return {
        "gradient": None if gradient is None else gradient[0],
        "exact": difference_quotients(run, step)[0].float(),
        "head_gradient": step.gradient(run["head"].weight),
    }
