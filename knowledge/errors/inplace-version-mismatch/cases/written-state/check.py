"""A recurrence of five steps, differentiated through time."""

import torch


def unroll(weight, bias, inputs):
    state = torch.zeros(2, dtype=weight.dtype)
    for value in inputs:
        state = torch.tanh(weight @ state + bias + value)
    return state.pow(2).sum()


def check_gradient(run):
    """The weight's gradient agrees with central finite differences of the unrolled recurrence in float64.
    weight 的梯度与展开后的递推式在 float64 下的中心差分一致。"""
    weight, bias = run["cell"].weight.detach().double(), run["cell"].bias.detach().double()
    inputs, found = run["inputs"].double(), run["cell"].weight.grad
    assert found is not None, "weight has no gradient"
    for row in range(2):
        for column in range(2):
            nudge = torch.zeros(2, 2, dtype=torch.float64)
            nudge[row, column] = 1e-5
            expected = (unroll(weight + nudge, bias, inputs) - unroll(weight - nudge, bias, inputs)) / 2e-5
            assert abs(found[row, column] - expected) < 1e-3


def check_loss(run):
    """The loss has the value of the unrolled recurrence.
    loss 的值等于展开后的递推式的值。"""
    cell = run["cell"]
    assert torch.allclose(run["loss"], unroll(cell.weight, cell.bias, run["inputs"]), atol=1e-6)


def measure(run):
    return {"error": str(run.error).split(":")[0] if run.error else None}
